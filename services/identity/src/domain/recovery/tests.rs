use kabinet_env::manual::ManualClock;

use super::*;

fn recovery(state: State, personal_data: PersonalData) -> Recovery {
    let (env, _) = ManualClock::new(1);
    Recovery {
        account_id: AccountId::new(&env),
        id: RecoveryId::new(&env),
        subject_id: env.uuid_v7(),
        state,
        lane: Lane::Stranger,
        device_tag: None,
        sending: Sending::Sent,
        channel: Channel::Sms,
        kid: "k1".to_owned(),
        token_hash: Vec::new(),
        ticket_hash: None,
        progress: Progress::Aimless,
        code: None,
        personal_data,
        owner: Owner::Untold,
        create_time: env.now(),
        expire_time: env.now() + LIFETIME,
    }
}

#[test]
fn steps_are_due_in_their_order() {
    use Demand::{Code, CodeAndPersonalData};
    use PersonalData::{Proven, Unproven};
    for (state, demand, personal_data, due) in [
        (State::CodeDue, Code, Unproven, Ok(Step::Code)),
        (
            State::CodeDue,
            CodeAndPersonalData,
            Unproven,
            Ok(Step::Code),
        ),
        (State::Verified, Code, Unproven, Ok(Step::Password)),
        (
            State::Verified,
            CodeAndPersonalData,
            Unproven,
            Ok(Step::PersonalData),
        ),
        (
            State::Verified,
            CodeAndPersonalData,
            Proven,
            Ok(Step::Password),
        ),
        (State::Completed, Code, Proven, Err(State::Completed)),
        (State::Canceled, Code, Unproven, Err(State::Canceled)),
        (State::Expired, Code, Unproven, Err(State::Expired)),
        (
            State::Failed,
            CodeAndPersonalData,
            Unproven,
            Err(State::Failed),
        ),
    ] {
        let recovery = recovery(state, personal_data);
        assert_eq!(recovery.due_step(demand), due, "{state:?} {demand:?}");
    }
}

#[test]
fn only_the_due_step_is_allowed() {
    let verified = recovery(State::Verified, PersonalData::Unproven);
    let demand = Demand::CodeAndPersonalData;
    assert_eq!(verified.allow(Step::PersonalData, demand), Ok(()));
    for early in [Step::Code, Step::Password] {
        let refused = verified.allow(early, demand);
        assert_eq!(refused, Err(NotNow::Due(Step::PersonalData)));
    }
    let ended = recovery(State::Canceled, PersonalData::Unproven);
    let refused = ended.allow(Step::Code, demand);
    assert_eq!(refused, Err(NotNow::Ended(State::Canceled)));
}

#[test]
fn time_ends_what_is_open() {
    for (state, after) in [
        (State::CodeDue, State::Expired),
        (State::Verified, State::Expired),
        (State::Completed, State::Completed),
        (State::Canceled, State::Canceled),
        (State::Failed, State::Failed),
    ] {
        assert_eq!(state.after_its_time(), after);
    }
}

#[test]
fn fifth_code_of_a_day_is_the_last() {
    for lane in [Lane::Device, Lane::Stranger] {
        let has_room = |sent| lane.has_room(Asked { sent, told: sent });
        assert!(has_room(4) && !has_room(5), "{lane:?}");
    }
}

#[test]
fn codes_that_verification_refuses_tell_the_owner_ten_times_a_day() {
    for lane in [Lane::Device, Lane::Stranger] {
        let has_room = |told| lane.has_room(Asked { sent: 0, told });
        assert!(has_room(9) && !has_room(10), "{lane:?}");
    }
}

#[test]
fn attempts_run_out_in_the_recovery_or_in_the_day() {
    for (in_recovery, in_day, left) in [(0, 0, 5), (4, 4, 1), (1, 5, 0), (5, 3, 0), (9, 9, 0)] {
        let budget = MatchBudget {
            in_recovery,
            in_day,
        };
        assert_eq!(budget.left(), left, "{in_recovery} {in_day}");
    }
}
