use std::collections::HashSet;
use std::fmt;

/// What stands for a method that nobody serves: a caller's text would make endless span names.
const OTHER: &str = "_OTHER";

/// An RPC, as the path of its requests names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method<'a> {
    /// Full name of the service: `kabinet.identity.v1.LoginService`.
    pub service: &'a str,
    /// Name of the method: `Login`.
    pub name: &'a str,
}

impl<'a> Method<'a> {
    /// Stands for every method that is not served.
    pub const UNKNOWN: Method<'static> = Method {
        service: OTHER,
        name: OTHER,
    };

    /// Reads the path of a request, `/package.Service/Method`.
    pub fn of_path(path: &'a str) -> Option<Self> {
        let (service, name) = path.strip_prefix('/')?.split_once('/')?;
        (!service.is_empty() && !name.is_empty()).then_some(Self { service, name })
    }
}

impl fmt::Display for Method<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Method::UNKNOWN {
            return formatter.write_str(OTHER);
        }
        write!(formatter, "{}/{}", self.service, self.name)
    }
}

/// The RPCs of a server.
#[derive(Clone, Debug, Default)]
pub struct Methods(HashSet<String>);

impl Methods {
    /// Returns the RPC that the path names, or [`Method::UNKNOWN`] if it is not one of these.
    pub fn find<'a>(&self, path: &'a str) -> Method<'a> {
        if !self.0.contains(path) {
            return Method::UNKNOWN;
        }
        Method::of_path(path).unwrap_or(Method::UNKNOWN)
    }
}

impl<'a> FromIterator<Method<'a>> for Methods {
    fn from_iter<I: IntoIterator<Item = Method<'a>>>(methods: I) -> Self {
        let paths = methods.into_iter().map(|method| format!("/{method}"));
        Self(paths.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_names_service_and_method() {
        let method = Method::of_path("/kabinet.identity.v1.LoginService/Login").unwrap();
        assert_eq!(method.service, "kabinet.identity.v1.LoginService");
        assert_eq!(method.name, "Login");
        assert_eq!(method.to_string(), "kabinet.identity.v1.LoginService/Login");
    }

    #[test]
    fn a_path_of_another_form_names_nothing() {
        for path in ["", "/", "//", "/a", "/a/", "a/b", "//b"] {
            assert_eq!(Method::of_path(path), None, "{path}");
        }
    }

    #[test]
    fn a_method_that_is_not_served_is_unknown() {
        let login = Method {
            service: "s.Login",
            name: "Login",
        };
        let methods: Methods = [login].into_iter().collect();
        assert_eq!(methods.find("/s.Login/Login"), login);
        assert_eq!(methods.find("/s.Login/secret"), Method::UNKNOWN);
        assert_eq!(methods.find("/s.Login/secret").to_string(), "_OTHER");
    }
}
