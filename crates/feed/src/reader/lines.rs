//! The lines of a file.

use std::io::{self, BufRead, BufReader, ErrorKind, Read};

use super::faults::Fault;

/// Most bytes of a line.
pub(super) const MAX_LINE_BYTES: usize = 256 * 1024;

pub(super) const TOO_LONG: Fault = Fault {
    reason: "LINE_TOO_LONG",
    description: "must have at most 262144 bytes",
};
pub(super) const NOT_UTF8: Fault = Fault {
    reason: "LINE_NOT_UTF8",
    description: "must be UTF-8",
};

/// A line without its end.
#[derive(Debug)]
pub(super) struct RawLine {
    pub(super) number: u64,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    Whole(Vec<u8>),
    TooLong,
}

/// Reads lines of bounded length; empty ones are counted and passed over.
#[derive(Debug)]
pub(super) struct Lines<R> {
    input: BufReader<R>,
    read: u64,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input: BufReader::with_capacity(64 * 1024, input),
            read: 0,
        }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<RawLine>> {
        loop {
            let Some(content) = self.content()? else {
                return Ok(None);
            };
            self.read += 1;
            let content = match content {
                Content::Whole(bytes) if self.read == 1 => Content::Whole(without_mark(bytes)),
                content => content,
            };
            if !matches!(&content, Content::Whole(bytes) if bytes.trim_ascii().is_empty()) {
                let number = self.read;
                return Ok(Some(RawLine { number, content }));
            }
        }
    }

    fn content(&mut self) -> io::Result<Option<Content>> {
        let mut bytes = Vec::new();
        // Room for the end of the line.
        let limit = MAX_LINE_BYTES as u64 + 2;
        let read = (&mut self.input)
            .take(limit)
            .read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(None);
        }
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        } else if bytes.len() > MAX_LINE_BYTES {
            self.skip_rest()?;
        }
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        Ok(Some(if bytes.len() > MAX_LINE_BYTES {
            Content::TooLong
        } else {
            Content::Whole(bytes)
        }))
    }

    fn skip_rest(&mut self) -> io::Result<()> {
        loop {
            let buffer = match self.input.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let length = buffer.len();
            self.input.consume(end.map_or(length, |end| end + 1));
            if end.is_some() || length == 0 {
                return Ok(());
            }
        }
    }
}

/// Removes the byte order mark that some spreadsheets write.
fn without_mark(bytes: Vec<u8>) -> Vec<u8> {
    match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &[u8]) -> Vec<(u64, Option<Vec<u8>>)> {
        let mut lines = Lines::new(input);
        let next = || lines.next().unwrap();
        std::iter::from_fn(next)
            .map(|line| match line.content {
                Content::Whole(bytes) => (line.number, Some(bytes)),
                Content::TooLong => (line.number, None),
            })
            .collect()
    }

    #[test]
    fn ends_marks_and_empty_lines_are_no_content() {
        let lines = read(b"\xEF\xBB\xBFa\r\n\n  \r\nb\nc");
        let texts: Vec<_> = [(1, "a"), (4, "b"), (5, "c")]
            .map(|(number, text)| (number, Some(text.as_bytes().to_vec())))
            .into();
        assert_eq!(lines, texts);
        assert!(read(b"").is_empty());
    }

    #[test]
    fn line_that_is_too_long_costs_itself_only() {
        for end in ["\n", "\r\n"] {
            let longest = "x".repeat(MAX_LINE_BYTES);
            let input = format!("{longest}{end}{longest}x{end}{longest}{longest}{end}y{end}");
            let lengths: Vec<_> = read(input.as_bytes())
                .into_iter()
                .map(|(number, bytes)| (number, bytes.map(|bytes| bytes.len())))
                .collect();
            let expected = [
                (1, Some(MAX_LINE_BYTES)),
                (2, None),
                (3, None),
                (4, Some(1)),
            ];
            assert_eq!(lengths, expected);
        }
    }

    #[test]
    fn last_line_that_is_too_long_ends_the_file() {
        let input = "x".repeat(3 * MAX_LINE_BYTES);
        assert_eq!(read(input.as_bytes()), [(1, None)]);
    }
}
