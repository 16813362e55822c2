use std::thread;

use time::{OffsetDateTime, macros::datetime};

use super::*;
use crate::roubles;

const NOW: OffsetDateTime = datetime!(2026-03-20 12:34:56.789012 UTC);

#[test]
fn what_is_saved_is_opened() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("bss");
    let books = Books::generate(1, NOW);
    assert_eq!(Directory::lock(&path).unwrap().open().unwrap(), None);
    Directory::lock(&path).unwrap().save(&books).unwrap();
    assert_eq!(Directory::lock(&path).unwrap().open().unwrap(), Some(books));
    assert!(!path.join(UNFINISHED).exists());
}

#[test]
fn line_that_is_not_of_books_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let locked = Directory::lock(directory.path()).unwrap();
    locked.save(&Books::generate(1, NOW)).unwrap();
    let path = directory.path().join(BOOKS);
    let text = fs::read_to_string(&path).unwrap();
    let broken: Vec<_> = (1..)
        .zip(text.lines())
        .map(|(number, line)| if number == 7 { "{}" } else { line })
        .collect();
    fs::write(&path, broken.join("\n")).unwrap();
    let error = locked.open().unwrap_err();
    assert!(
        matches!(error, DirectoryError::Corrupt { line: 7, .. }),
        "{error}"
    );
}

#[test]
fn changes_at_the_same_time_lose_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let books = Books::generate(1, NOW);
    let before = books.demo()[0].balance().nanos();
    Directory::lock(path).unwrap().save(&books).unwrap();
    let one = roubles("0.01").unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..3 {
                    let locked = Directory::lock(path).unwrap();
                    let mut books = locked.open().unwrap().unwrap();
                    books.pay("demo-mobile", one, NOW).unwrap();
                    locked.save(&books).unwrap();
                }
            });
        }
    });
    let books = Directory::lock(path).unwrap().open().unwrap().unwrap();
    let after = books.demo()[0].balance().nanos();
    assert_eq!(after - before, 12 * one.nanos());
}
