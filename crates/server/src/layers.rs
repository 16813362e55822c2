//! What every call passes on its way in, outermost first.

mod boundary;
mod deadline;
mod drain;
mod frame;
mod overload;
mod panics;
mod step;

pub(crate) use boundary::Boundary;
pub(crate) use deadline::Deadline;
pub(crate) use drain::Drain;
pub(crate) use frame::Frame;
pub(crate) use overload::Overload;
pub(crate) use panics::Panics;
pub(crate) use step::StepLayer;
