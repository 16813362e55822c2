use tonic::{Request, Status, service::Interceptor};

/// Says who calls, and for whom.
#[derive(Clone, Debug)]
pub(crate) struct CallAs {
    caller: String,
    token: Option<String>,
}

impl CallAs {
    /// A machine, such as `service/identity`.
    pub(crate) fn caller(caller: &str) -> Self {
        Self {
            caller: caller.to_owned(),
            token: None,
        }
    }

    /// A gateway that serves a person.
    pub(crate) fn person(token: &str) -> Self {
        Self {
            caller: "gateway/web".to_owned(),
            token: Some(token.to_owned()),
        }
    }

    /// A gateway that serves nobody in particular.
    pub(crate) fn gateway() -> Self {
        Self::caller("gateway/web")
    }
}

impl Interceptor for CallAs {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let metadata = request.metadata_mut();
        metadata.insert("kabinet-caller", self.caller.parse().unwrap());
        if let Some(token) = &self.token {
            metadata.insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        Ok(request)
    }
}
