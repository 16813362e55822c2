use std::fmt::Debug;

use kabinet_proto::verification::v1 as pb;
use kabinet_status::read;
use prost_types::Timestamp;
use tonic::{Response, Status};

use super::case::{Case, settled};
use crate::requests::{cancel, check, email, reason, resend, sms, switch};
use crate::suite::Suite;

/// An answer without handles, and with times as they lie to each other.
pub(crate) fn told<T: Debug>(
    answer: Result<Response<T>, Status>,
    clear: impl FnOnce(&mut T) -> Vec<&mut Option<pb::Verification>>,
) -> String {
    match answer {
        Ok(answer) => {
            let mut answer = answer.into_inner();
            for verification in clear(&mut answer) {
                let verification = verification.as_mut().unwrap();
                verification.handle.clear();
                let expire = verification.expire_time.unwrap().seconds;
                verification.expire_time = None;
                if let Some(time) = &mut verification.resend_time {
                    *time = Timestamp {
                        seconds: (time.seconds - expire + 5).div_euclid(10),
                        nanos: 0,
                    };
                }
            }
            format!("{answer:?}")
        }
        Err(status) => {
            let wait = read::retry_after(&status).map(|wait| (wait.as_secs() + 5) / 10);
            let limit = read::metadata(&status, "limit");
            let left = read::metadata(&status, "attempts_left");
            let fields = read::field_violations(&status);
            format!(
                "{:?} {} {:?} {wait:?} {limit:?} {left:?} {fields:?}",
                status.code(),
                status.message(),
                reason(&status),
            )
        }
    }
}

pub(crate) async fn get(suite: &Suite, handle: &str) -> String {
    let request = pb::GetVerificationRequest {
        handle: handle.to_owned(),
    };
    let answer = suite.client.clone().get_verification(request).await;
    told(answer, |answer| {
        for delivery in &mut answer.deliveries {
            assert_eq!(delivery.create_time, delivery.update_time);
            (delivery.create_time, delivery.update_time) = (None, None);
        }
        vec![&mut answer.verification]
    })
}

/// Calls everything there is and returns every answer.
pub(crate) async fn answers(suite: &Suite, case: Case) -> Vec<String> {
    let mut client = suite.client.clone();
    let mut answers = Vec::new();
    let begun = client.start_verification(case.start()).await;
    let handle = begun
        .as_ref()
        .map(|answer| answer.get_ref().verification.clone().unwrap().handle)
        .unwrap();
    answers.push(told(begun, |answer| vec![&mut answer.verification]));
    for _ in 0..2 {
        settled(suite).await;
        answers.push(get(suite, &handle).await);
        let again = client.resend_code(resend(&handle)).await;
        answers.push(told(again, |answer| vec![&mut answer.verification]));
    }
    let destinations = [email(&case.address()), sms("+79000000099")];
    for destination in destinations {
        let other = pb::SwitchChannelRequest {
            binding: Some(case.binding()),
            suppress: case == Case::Suppressed,
            ..switch(&handle, destination)
        };
        let switched = client.switch_channel(other).await;
        answers.push(told(switched, |answer| vec![&mut answer.verification]));
    }
    for code in ["00000000", "1"] {
        let request = pb::CheckCodeRequest {
            binding: Some(case.binding()),
            ..check(&handle, code, "lnk_1")
        };
        answers.push(told(client.check_code(request).await, |_| Vec::new()));
    }
    settled(suite).await;
    answers.push(get(suite, &handle).await);
    answers.push(told(
        client.cancel_verification(cancel(&handle)).await,
        |_| Vec::new(),
    ));
    answers.push(get(suite, &handle).await);
    answers
}
