//! Fields as they lie on the wire, right or wrong.

use prost::encoding::{WireType, encode_key, encode_varint};
use prost_reflect::FieldDescriptor;

/// Encodes a field whose content has a length.
pub(super) fn delimited(field: &FieldDescriptor, content: &[u8]) -> Vec<u8> {
    let mut bytes = key(field, WireType::LengthDelimited);
    encode_varint(content.len() as u64, &mut bytes);
    bytes.extend_from_slice(content);
    bytes
}

/// Encodes a field that is a number.
pub(super) fn varint(field: &FieldDescriptor, value: u64) -> Vec<u8> {
    let mut bytes = key(field, WireType::Varint);
    encode_varint(value, &mut bytes);
    bytes
}

/// Encodes a field as four bytes, which no field of the contracts is.
pub(super) fn four_bytes(field: &FieldDescriptor) -> Vec<u8> {
    let mut bytes = key(field, WireType::ThirtyTwoBit);
    bytes.extend_from_slice(&[1, 2, 3, 4]);
    bytes
}

/// Encodes a field that says it is longer than what follows.
pub(super) fn cut_off(field: &FieldDescriptor) -> Vec<u8> {
    let mut bytes = key(field, WireType::LengthDelimited);
    encode_varint(1_000_000, &mut bytes);
    bytes
}

fn key(field: &FieldDescriptor, wire_type: WireType) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_key(field.number(), wire_type, &mut bytes);
    bytes
}
