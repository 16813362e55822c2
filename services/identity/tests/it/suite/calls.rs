use kabinet_proto::types::v1::ClientContext;
use prost_types::Timestamp;
use time::OffsetDateTime;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::metadata::MetadataValue;
use tonic::service::interceptor::InterceptedService;
use tonic::service::{Interceptor, Routes};
use tonic::transport::{Channel, Server};
use tonic::{Request, Status};

/// Serves a peer on a free port for as long as the test runs, and returns its URL.
pub(super) async fn serve(routes: Routes) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let incoming = TcpListenerStream::new(listener);
    tokio::spawn(
        Server::builder()
            .add_routes(routes)
            .serve_with_incoming(incoming),
    );
    format!("http://{address}")
}

pub(super) fn timestamp(time: OffsetDateTime) -> Timestamp {
    Timestamp {
        seconds: time.unix_timestamp(),
        nanos: i32::try_from(time.nanosecond()).unwrap(),
    }
}

/// A connection to identity whose calls come from one caller.
pub(crate) type Front = InterceptedService<Channel, Named>;

/// Names the caller, as a client certificate does.
#[derive(Clone, Copy)]
pub(crate) struct Named(&'static str);

impl Interceptor for Named {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request
            .metadata_mut()
            .insert("kabinet-caller", MetadataValue::from_static(self.0));
        Ok(request)
    }
}

/// Lets every call come from the caller.
pub(super) fn front(channel: Channel, caller: &'static str) -> Front {
    InterceptedService::new(channel, Named(caller))
}

/// A device that nobody knows yet, in a network of its own.
pub(super) fn device(number: u16) -> ClientContext {
    let [high, low] = number.to_be_bytes();
    ClientContext {
        network_address: format!("10.{high}.{low}.7"),
        device_token: String::new(),
        user_agent: format!("Browser/{number}"),
        language: "ru".to_owned(),
    }
}
