use prost_types::{Duration, Timestamp};

use super::broken;
use super::generated::examples::v1::{Colours, Numbers, Octets, Text, Times};

#[test]
fn text() {
    accepts!(Text {
        exact: "абв".into()
    });
    refuses!(
        Text {
            exact: "абвг".into()
        },
        "STRING_LEN"
    );
    accepts!(Text {
        between: "абвг".into()
    });
    refuses!(
        Text {
            between: "а".into()
        },
        "STRING_MIN_LEN"
    );
    refuses!(
        Text {
            between: "абвгд".into()
        },
        "STRING_MAX_LEN"
    );
    accepts!(Text {
        octets: "аб".into()
    });
    refuses!(Text { octets: "a".into() }, "STRING_MIN_BYTES");
    refuses!(
        Text {
            octets: "абв".into()
        },
        "STRING_MAX_BYTES"
    );
    accepts!(Text {
        prefixed: "acc_1".into()
    });
    refuses!(
        Text {
            prefixed: "ses_1".into()
        },
        "STRING_PREFIX"
    );
    accepts!(Text {
        shaped: "123456".into()
    });
    refuses!(
        Text {
            shaped: "123456\n".into()
        },
        "STRING_PATTERN"
    );
    refuses!(
        Text {
            shaped: "١٢٣٤٥٦".into()
        },
        "STRING_PATTERN"
    );
}

#[test]
fn well_known_text() {
    accepts!(Text {
        uuid: "0198c2b4-0000-7000-8000-000000000000".into()
    });
    refuses!(
        Text {
            uuid: "0198c2b4000070008000000000000000".into()
        },
        "STRING_UUID"
    );
    refuses!(
        Text {
            uuid: "0198c2b4-0000-7000-8000-00000000000g".into()
        },
        "STRING_UUID"
    );
    accepts!(Text {
        email: "ivan@example.com".into()
    });
    refuses!(
        Text {
            email: "ivan@example.com\n".into()
        },
        "STRING_EMAIL"
    );
    accepts!(Text {
        ip: "192.0.2.1".into()
    });
    accepts!(Text {
        ip: "2001:db8::1".into()
    });
    refuses!(
        Text {
            ip: "192.0.2.256".into()
        },
        "STRING_IP"
    );
    accepts!(Text { chosen: "b".into() });
    refuses!(Text { chosen: "c".into() }, "STRING_IN");
    accepts!(Text {
        fixed: "yes".into()
    });
    refuses!(Text { fixed: "no".into() }, "STRING_CONST");
    refuses!(Text { other: "no".into() }, "STRING_NOT_IN");
}

#[test]
fn octets() {
    accepts!(Octets { exact: vec![0; 2] });
    refuses!(Octets { exact: vec![0; 3] }, "BYTES_LEN");
    accepts!(Octets {
        between: vec![0; 3]
    });
    refuses!(
        Octets {
            between: vec![0; 1]
        },
        "BYTES_MIN_LEN"
    );
    refuses!(
        Octets {
            between: vec![0; 4]
        },
        "BYTES_MAX_LEN"
    );
}

#[test]
fn numbers() {
    accepts!(Numbers { signed: -1 });
    refuses!(Numbers { signed: -2 }, "INT32_GTE");
    refuses!(Numbers { signed: 6 }, "INT32_LTE");
    accepts!(Numbers { large: 4 });
    refuses!(Numbers { large: -1 }, "INT64_GT");
    refuses!(Numbers { large: 5 }, "INT64_LT");
    refuses!(Numbers { unsigned: 6 }, "UINT32_LTE");
    accepts!(Numbers { huge: u64::MAX });
    refuses!(Numbers { huge: 4 }, "UINT64_GTE");
    accepts!(Numbers { chosen: 2 });
    refuses!(Numbers { chosen: 1 }, "INT32_IN");
    accepts!(Numbers {
        accepted: Some(true)
    });
    refuses!(
        Numbers {
            accepted: Some(false)
        },
        "BOOL_CONST"
    );
}

#[test]
fn enums() {
    accepts!(Colours { defined: 3 });
    refuses!(Colours { defined: 2 }, "ENUM_DEFINED_ONLY");
    accepts!(Colours { chosen: 1 });
    refuses!(Colours { chosen: 3 }, "ENUM_IN");
    refuses!(Colours { other: 3 }, "ENUM_NOT_IN");
    accepts!(Colours { unruled: 77 });
}

#[test]
fn times() {
    let at = |seconds, nanos| Some(Timestamp { seconds, nanos });
    let of = |seconds, nanos| Some(Duration { seconds, nanos });
    accepts!(Times { after: at(10, 0) });
    refuses!(
        Times {
            after: at(9, 999_999_999)
        },
        "TIMESTAMP_GTE"
    );
    refuses!(
        Times {
            after: at(10, 1_000_000_000)
        },
        "TIMESTAMP_RANGE"
    );
    refuses!(
        Times {
            after: at(i64::MAX, 0)
        },
        "TIMESTAMP_RANGE"
    );
    accepts!(Times { within: of(0, 1) });
    accepts!(Times { within: of(5, 0) });
    refuses!(Times { within: of(0, 0) }, "DURATION_GT");
    refuses!(Times { within: of(5, 1) }, "DURATION_LTE");
    refuses!(Times { within: of(1, -1) }, "DURATION_RANGE");
}
