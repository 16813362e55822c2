//! Lines on their way from the thread that reads them.

use kabinet_proto::subscriptions::v1::SnapshotScope;
use tokio::{sync::mpsc, task::JoinHandle};

use crate::{
    Line, ReadError, Reject,
    batch::{Batch, Cutter, Origin},
};

/// Batches that are read ahead.
const AHEAD: usize = 2;

/// What the thread that reads hands over.
#[derive(Debug)]
pub(super) enum Piece {
    Batch(Batch),
    Rejected(Reject),
    Failed(ReadError),
}

/// Reads lines on a thread of its own; it ends with its receiver.
pub(super) fn read<L>(scope: SnapshotScope, lines: L) -> (mpsc::Receiver<Piece>, JoinHandle<()>)
where
    L: Iterator<Item = Result<Line, ReadError>> + Send + 'static,
{
    let (sender, pieces) = mpsc::channel(AHEAD);
    let hand_over = move || {
        let mut cutter = Cutter::new();
        let pieces = lines.flat_map(|line| pieces_of(line, scope, &mut cutter));
        for piece in pieces {
            let failed = matches!(piece, Piece::Failed(_));
            if sender.blocking_send(piece).is_err() || failed {
                return;
            }
        }
        if let Some(batch) = cutter.finish() {
            let _ = sender.blocking_send(Piece::Batch(batch));
        }
    };
    (pieces, tokio::task::spawn_blocking(hand_over))
}

/// Says what a line makes: itself, and the batch that it does not fit into.
fn pieces_of(
    line: Result<Line, ReadError>,
    scope: SnapshotScope,
    cutter: &mut Cutter,
) -> impl Iterator<Item = Piece> + use<> {
    let (batch, other) = match line {
        Ok(Line::Record { line, record }) => (cutter.push(Origin::Line(line), *record), None),
        Ok(Line::Rejected(reject)) => {
            let named = reject.external_id.clone();
            let mentioned = named.filter(|_| scope == SnapshotScope::Complete);
            let full = mentioned.and_then(|id| cutter.mention(id));
            (full, Some(Piece::Rejected(reject)))
        }
        Err(error) => (None, Some(Piece::Failed(error))),
    };
    batch.map(Piece::Batch).into_iter().chain(other)
}
