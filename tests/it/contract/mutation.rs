//! Messages in which one field is wrong.

use prost::Message as _;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, ReflectMessage as _, Value};

use super::{methods, sample, wire};

/// Longer than any field may be, and well below the limit of a message.
const TOO_LONG: usize = 10_000;
const TOO_MANY: usize = 5_000;
/// More than a server takes in one message.
const OVERSIZE: usize = 3 << 20;

/// A message and what is wrong with it.
pub(super) struct Mutation {
    pub(super) what: String,
    pub(super) message: Vec<u8>,
    pub(super) expected: Expected,
}

/// What the server has to make of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// `INVALID_ARGUMENT`, whatever else there is.
    Invalid,
    /// An answer or a refusal of the contract.
    Clean,
}

/// Makes every wrong message from a right one.
pub(super) fn of(sample: &DynamicMessage) -> Vec<Mutation> {
    let mut mutations = whole(sample);
    for field in sample.descriptor().fields() {
        for (what, expected, encoded) in fields(&field) {
            let mut rest = sample.clone();
            rest.clear_field(&field);
            mutations.push(Mutation {
                what: format!("{}: {what}", field.name()),
                message: [rest.encode_to_vec(), encoded].concat(),
                expected,
            });
        }
    }
    mutations
}

fn whole(sample: &DynamicMessage) -> Vec<Mutation> {
    let mutation = |what: &str, message, expected| Mutation {
        what: what.to_owned(),
        message,
        expected,
    };
    let mut cut = sample.encode_to_vec();
    cut.pop();
    vec![
        mutation("nothing", Vec::new(), Expected::Clean),
        mutation("no protobuf", vec![0xff; 64], Expected::Invalid),
        mutation("cut off", cut, Expected::Clean),
        mutation("oversize", vec![0; OVERSIZE], Expected::Invalid),
    ]
}

/// Encodes the field in every wrong way there is for its kind.
fn fields(field: &FieldDescriptor) -> Vec<(String, Expected, Vec<u8>)> {
    let mut wrong = vec![
        (
            "four bytes".to_owned(),
            Expected::Invalid,
            wire::four_bytes(field),
        ),
        (
            "cut off".to_owned(),
            Expected::Invalid,
            wire::cut_off(field),
        ),
    ];
    let mut add = |what: &str, expected, encoded| wrong.push((what.to_owned(), expected, encoded));
    match field.kind() {
        Kind::String => {
            add("a number", Expected::Invalid, wire::varint(field, 1));
            add(
                "no UTF-8",
                Expected::Invalid,
                wire::delimited(field, b"a\xff\xfe"),
            );
            add(
                "surrogates",
                Expected::Invalid,
                wire::delimited(field, b"\xed\xa0\x80"),
            );
            let long = "я".repeat(TOO_LONG);
            add(
                "too long",
                Expected::Invalid,
                wire::delimited(field, long.as_bytes()),
            );
            for text in [
                "",
                " ",
                "\0",
                "\u{202e}\u{0}\u{feff}",
                "';--",
                "%s%n",
                "\u{1f980}",
            ] {
                add(
                    &format!("{text:?}"),
                    Expected::Clean,
                    wire::delimited(field, text.as_bytes()),
                );
            }
        }
        Kind::Bytes => {
            add("a number", Expected::Invalid, wire::varint(field, 1));
            for length in [0, 31, 33, TOO_LONG] {
                let what = format!("{length} bytes");
                add(
                    &what,
                    Expected::Clean,
                    wire::delimited(field, &vec![0; length]),
                );
            }
        }
        Kind::Message(message) => {
            add("a number", Expected::Invalid, wire::varint(field, 1));
            add(
                "no protobuf",
                Expected::Invalid,
                wire::delimited(field, &[0xff; 9]),
            );
            add("empty", Expected::Clean, wire::delimited(field, &[]));
            for inner in of(&sample::of(&message)) {
                // Oversize inside is oversize outside, and one of that is enough.
                if inner.message.len() < OVERSIZE {
                    let what = format!("{}: {}", message.name(), inner.what);
                    let expected = if methods::is_unchecked(field) {
                        Expected::Clean
                    } else {
                        inner.expected
                    };
                    add(&what, expected, wire::delimited(field, &inner.message));
                }
            }
        }
        Kind::Bool | Kind::Enum(_) | Kind::Int32 | Kind::Int64 | Kind::Uint64 => {
            for number in [0, 99, u64::MAX, 1 << 31, 1 << 63] {
                add(
                    &format!("number {number}"),
                    Expected::Clean,
                    wire::varint(field, number),
                );
            }
        }
        other => panic!("{}: no mutation of a {other:?}", field.full_name()),
    }
    if field.is_list() {
        add("too many", Expected::Invalid, many(field));
    }
    wrong
}

fn many(field: &FieldDescriptor) -> Vec<u8> {
    let message = field.parent_message();
    let mut many = DynamicMessage::new(message.clone());
    let one = sample::of(message).get_field(field).as_list().unwrap()[0].clone();
    many.set_field(field, Value::List(vec![one; TOO_MANY]));
    many.encode_to_vec()
}
