use kabinet_access::CALLER_METADATA;
use tonic::{Request, Status, service::Interceptor};

/// Says who calls, and for whom.
#[derive(Clone, Debug)]
pub struct CallAs {
    caller: String,
    token: Option<String>,
}

impl CallAs {
    /// A machine, such as `service/identity`.
    pub fn caller(caller: &str) -> Self {
        Self {
            caller: caller.to_owned(),
            token: None,
        }
    }

    /// A gateway that serves a person.
    pub fn person(token: &str) -> Self {
        Self {
            caller: "gateway/web".to_owned(),
            token: Some(token.to_owned()),
        }
    }

    /// A gateway that serves nobody in particular.
    pub fn gateway() -> Self {
        Self::caller("gateway/web")
    }
}

impl Interceptor for CallAs {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let metadata = request.metadata_mut();
        metadata.insert(
            CALLER_METADATA,
            self.caller.parse().expect("a name is ASCII"),
        );
        if let Some(token) = &self.token {
            let bearer = format!("Bearer {token}");
            metadata.insert("authorization", bearer.parse().expect("a token is ASCII"));
        }
        Ok(request)
    }
}
