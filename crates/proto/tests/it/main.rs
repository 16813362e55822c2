//! Rules that the build refuses.

#[path = "../../build"]
mod build {
    pub(crate) mod generator;
}

#[cfg(test)]
mod refused_rules;
