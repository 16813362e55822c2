//! `kabinet.identity.v1.DirectoryService`.

use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::directory_service_server::DirectoryService;
use tonic::{Request, Response, Status};

use super::{Rpc, status};
use crate::app::get_login;

#[tonic::async_trait]
impl DirectoryService for Rpc {
    async fn get_login(
        &self,
        request: Request<pb::GetLoginRequest>,
    ) -> Result<Response<pb::GetLoginResponse>, Status> {
        let account_id = request.get_ref().account_id.parse().ok();
        let login = get_login::run(&self.app, account_id)
            .await
            .map_err(status::get_login)?;
        Ok(Response::new(pb::GetLoginResponse { login }))
    }
}
