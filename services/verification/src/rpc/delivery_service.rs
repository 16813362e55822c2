use kabinet_domain::Language;
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::delivery_service_server::DeliveryService;
use kabinet_status::Refusal;
use tonic::{Request, Response, Status};

use super::delivery::{delivery, lane};
use super::{Rpc, action, caller, parse, status};
use crate::app::{get_delivery, send_notice};

#[tonic::async_trait]
impl DeliveryService for Rpc {
    async fn send(
        &self,
        request: Request<pb::SendRequest>,
    ) -> Result<Response<pb::SendResponse>, Status> {
        let caller = caller(&request);
        let input = input(&caller, request.into_inner())?;
        let id = send_notice::run(&self.app, input)
            .await
            .map_err(status::send_notice)?;
        Ok(Response::new(pb::SendResponse {
            delivery_id: id.to_string(),
        }))
    }

    async fn get_delivery(
        &self,
        request: Request<pb::GetDeliveryRequest>,
    ) -> Result<Response<pb::GetDeliveryResponse>, Status> {
        let caller = caller(&request);
        let delivery_id = request.into_inner().delivery_id;
        let id = delivery_id
            .parse()
            .map_err(|_| status::delivery(get_delivery::Error::Missing))?;
        let input = get_delivery::Input { caller, id };
        let shown = get_delivery::run(&self.app, input)
            .await
            .map_err(status::delivery)?;
        Ok(Response::new(pb::GetDeliveryResponse {
            delivery_id,
            lane: lane(shown.lane).into(),
            delivery: Some(delivery(&shown.delivery)),
        }))
    }
}

fn input(caller: &str, message: pb::SendRequest) -> Result<send_notice::Input, Refusal> {
    let expire_time = parse::time(message.expire_time, "expire_time")?;
    let action = message.action.as_ref().map(action::read).transpose()?;
    Ok(send_notice::Input {
        request: parse::request(caller, &message.request_id, &message),
        lane: parse::lane(message.lane())?,
        template: parse::template(message.template())?,
        language: Language::choose(&message.language),
        expire_time,
        action,
        destination: parse::destination(message.destination)?,
        variables: message
            .variables
            .into_iter()
            .map(|variable| (variable.name, variable.value))
            .collect(),
    })
}
