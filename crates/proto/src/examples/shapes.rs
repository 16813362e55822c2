use super::broken;
use super::generated::examples::v1::{
    Choice, Colour, Ignored, Leaf, Lists, Required, Tree, choice, ignored, tree::Branch,
};
use crate::validate::Violations;

fn leaf(name: &str) -> Leaf {
    Leaf { name: name.into() }
}

#[test]
fn lists() {
    let names = |names: &[&str]| {
        names
            .iter()
            .map(|&name| name.to_owned())
            .collect::<Vec<_>>()
    };
    accepts!(Lists {
        names: names(&["a", "b", "c"])
    });
    refuses!(
        Lists {
            names: names(&["a", "b", "c", "d"])
        },
        "REPEATED_MAX_ITEMS"
    );
    refuses!(
        Lists {
            names: names(&["a", "a"])
        },
        "REPEATED_UNIQUE"
    );
    accepts!(Lists {
        leaves: vec![leaf("a"), leaf("b")]
    });
    refuses!(
        Lists {
            leaves: vec![leaf("a")]
        },
        "REPEATED_MIN_ITEMS"
    );

    let items = Lists {
        names: names(&["a", "long"]),
        leaves: vec![leaf("a"), leaf("b"), leaf("long")],
        colours: vec![1, 2],
    };
    assert_eq!(
        broken(&items),
        [
            "names[1] STRING_MAX_LEN",
            "leaves[2].name STRING_MAX_LEN",
            "colours[1] ENUM_DEFINED_ONLY"
        ]
    );
}

#[test]
fn required_fields() {
    let all = [
        "text REQUIRED",
        "octets REQUIRED",
        "number REQUIRED",
        "colour REQUIRED",
        "leaf REQUIRED",
        "list REQUIRED",
        "given REQUIRED",
    ];
    assert_eq!(broken(&Required::default()), all);
    let given = Required {
        text: "no".into(),
        octets: vec![0],
        number: 1,
        colour: Colour::Red.into(),
        leaf: Some(leaf("")),
        list: vec![String::new()],
        given: Some(0),
    };
    assert_eq!(broken(&given), [""; 0]);
}

#[test]
fn oneofs() {
    assert_eq!(broken(&Choice::default()), ["kind REQUIRED"]);
    let of = |kind| Choice { kind: Some(kind) };
    assert_eq!(broken(&of(choice::Kind::Text("ab".into()))), [""; 0]);
    assert_eq!(
        broken(&of(choice::Kind::Text("abc".into()))),
        ["text STRING_MAX_LEN"]
    );
    assert_eq!(
        broken(&of(choice::Kind::Leaf(leaf("abc")))),
        ["leaf.name STRING_MAX_LEN"]
    );
}

#[test]
fn ignored_values_are_left_to_the_server() {
    let all = Ignored {
        leaf: Some(leaf("long")),
        leaves: vec![leaf("long"); 3],
        time: Some(prost_types::Timestamp {
            seconds: 0,
            nanos: -1,
        }),
        counted: vec![leaf("long"); 2],
        kind: Some(ignored::Kind::Member(leaf("long"))),
    };
    assert_eq!(broken(&all), [""; 0]);
    assert_eq!(broken(&all.leaves[0]), ["name STRING_MAX_LEN"]);
}

#[test]
fn list_of_ignored_items_keeps_its_own_rules() {
    let of = |length| Ignored {
        counted: vec![leaf("long"); length],
        ..Ignored::default()
    };
    assert_eq!(broken(&of(0)), ["counted REPEATED_MIN_ITEMS"]);
    assert_eq!(broken(&of(3)), ["counted REPEATED_MAX_ITEMS"]);
}

#[test]
fn recursive_messages_have_whole_paths() {
    let inner = Branch {
        leaf: Some(leaf("long")),
        r#type: Vec::new(),
    };
    let outer = Branch {
        leaf: None,
        r#type: vec![Branch::default(), inner],
    };
    let tree = Tree {
        branch: Some(outer),
        ..Tree::default()
    };
    assert_eq!(broken(&tree), ["branch.type[1].leaf.name STRING_MAX_LEN"]);
}

#[test]
fn no_more_violations_are_told_than_fit_into_trailers() {
    let lists = Lists {
        leaves: vec![leaf("long"); 1000],
        ..Lists::default()
    };
    assert_eq!(broken(&lists).len(), Violations::MAX);
}

#[test]
fn debug_hides_members_of_oneofs_and_names_enums() {
    let of = |kind| format!("{:?}", Choice { kind: Some(kind) });
    let secret = of(choice::Kind::Secret("hidden".into()));
    assert_eq!(secret, "Choice { kind: Some(Secret([redacted])) }");
    let colour = of(choice::Kind::Colour(Colour::Blue.into()));
    assert_eq!(colour, "Choice { kind: Some(Colour(COLOUR_BLUE)) }");
    let tree = Tree {
        colour: Some(1),
        ..Tree::default()
    };
    assert!(format!("{tree:?}").contains("colour: Some(COLOUR_RED)"));
}
