//! CSV files: what is a cell in them and what it says.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use csv_core::{ReadFieldResult, ReadRecordResult, Reader, ReaderBuilder, Terminator};

use super::CatalogFile;
use crate::catalog::cells::{Cells, offset};

/// The CSV files among those of a catalog, each read when it is first asked for, and once.
pub(super) struct Sheets<'a> {
    files: &'a [CatalogFile<'a>],
    /// What is in each, in their order.
    contents: Vec<OnceCell<Sheet>>,
}

/// A CSV file in cells.
pub(super) struct Sheet {
    /// What its columns are called.
    pub(super) header: Vec<String>,
    /// The cells of its rows; a row with the wrong number of them has those that it has.
    pub(super) cells: Arc<Cells>,
    /// Its rows, the header and empty lines left out.
    pub(super) rows: Vec<SheetRow>,
    /// What is wrong with which of the rows, in their order.
    pub(super) faults: Vec<(usize, Fault)>,
    /// The first cell of the header that begins with a quotation mark that is not closed at its end.
    pub(super) in_header: Option<Range<usize>>,
}

/// Where a row is.
#[derive(Clone, Copy)]
pub(super) struct SheetRow {
    /// Where its line begins and ends in the file.
    place: (u32, u32),
    /// Its first cell.
    pub(super) first: u32,
}

/// What can be wrong with the form of a row.
pub(super) enum Fault {
    /// It has fewer cells than the header, or more.
    Width,
    /// The cell at this place begins with a quotation mark that is not closed at its end.
    Quotes(Range<usize>),
}

impl<'a> Sheets<'a> {
    pub(super) fn new(files: &'a [CatalogFile<'a>]) -> Self {
        Self { files, contents: files.iter().map(|_| OnceCell::new()).collect() }
    }

    /// The file at a path, and what is in it.
    pub(super) fn get(&self, path: &str) -> Option<(&'a CatalogFile<'a>, &Sheet)> {
        let at = self.files.iter().position(|file| file.path == path)?;
        let (file, sheet) = (self.files.get(at)?, self.contents.get(at)?);
        Some((file, sheet.get_or_init(|| Sheet::read(file.text))))
    }
}

impl SheetRow {
    /// Its line, as bytes of the file.
    pub(super) fn place(self) -> Range<usize> {
        self.place.0 as usize..self.place.1 as usize
    }
}

impl Sheet {
    /// Reads a file line by line. A row ends with its line also where a quotation mark is open: so one that was forgotten spoils
    /// its own row and no other, and rows can be sorted and compared as lines.
    fn read(text: &str) -> Self {
        // Only a line feed ends a row: line ends are cut off before a line is read. Each file has a reader of its own, because
        // a copy of a reader that was built has no table of its states.
        let mut reader = ReaderBuilder::new().terminator(Terminator::Any(b'\n')).build();
        let mut lines = text.split_inclusive('\n');
        let first = lines.next().unwrap_or_default();
        let mut header = Vec::new();
        let in_header = cells_of(&mut reader, bare(first), |said| header.push(said.to_owned()));
        // The reader sees nothing in an empty line; here it is a column without a name.
        let width = header.len().max(1);
        header.resize_with(width, String::new);
        // What cells say is never longer than what is written; a reader wants room for one byte more.
        let mut said = vec![0; text.len() + 1];
        let (mut filled, mut bounds) = (0, vec![0]);
        // As many ends as there are columns: in a row that has more cells the reader stops there.
        let mut ends = vec![0; width];
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
        let mut next = first.len();
        for written in lines {
            let (line, begin) = (bare(written), next);
            next += written.len();
            if line.is_empty() {
                continue;
            }
            let room = invariant!(said.get_mut(filled..), "cells say no more than their line");
            let (_, _, copied, commas) = reader.read_record(line.as_bytes(), room, &mut ends);
            // No more input ends the last cell, if there is room for its end.
            let rest =
                invariant!(ends.get_mut(commas..), "a reader finds no more ends than there is room for");
            let (result, _, _, last) = reader.read_record(&[], &mut [], rest);
            let is_all = result == ReadRecordResult::Record;
            if !is_all {
                reader.reset();
            }
            let count = commas + last;
            // Of a row without quotation marks around a cell nothing but commas is left out.
            let is_plain = is_all && copied + commas == line.len();
            let quotes = if is_plain { None } else { cells_of(&mut reader, line, |_| ()) };
            if let Some(cell) = quotes {
                faults.push((rows.len(), Fault::Quotes(begin + cell.start..begin + cell.end)));
            } else if !is_all || count != width {
                faults.push((rows.len(), Fault::Width));
            }
            let place = (offset(begin), offset(begin + line.len()));
            rows.push(SheetRow { place, first: offset(bounds.len() - 1) });
            bounds.extend(ends.iter().take(count).map(|end| offset(filled + end)));
            filled += copied;
        }
        said.truncate(filled);
        // A reader leaves out bytes of its own kind only, which are no part of any other letter.
        let said = invariant!(String::from_utf8(said).ok(), "what is left of a text is a text");
        Self { header, cells: Arc::new(Cells::new(said, bounds)), rows, faults, in_header }
    }

    /// What a cell of a row says; nothing where the row has no such cell.
    pub(super) fn cell(&self, row: usize, column: usize) -> &str {
        let first = |row: usize| self.rows.get(row).map(|row| row.first as usize);
        let end = first(row + 1).unwrap_or(self.cells.len());
        first(row).map(|first| first + column).filter(|at| *at < end).map_or("", |at| self.cells.get(at))
    }

    /// The name of a row.
    pub(super) fn name(&self, row: usize) -> &str {
        self.cell(row, 0)
    }
}

/// A line without its end.
fn bare(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

/// Whether a cell that begins with a quotation mark ends with the one that closes it: then what it says, put in quotation marks
/// again, is what is written. The reader itself takes everything for a cell.
fn is_closed(written: &str, said: &str) -> bool {
    // It is written, but no part of what a cell says.
    let written = written.strip_prefix('\u{feff}').unwrap_or(written);
    !written.starts_with('"') || written == format!("\"{}\"", said.replace('"', "\"\""))
}

/// Sees what each cell of a line says; gives where the first one is that begins with a quotation mark that is not closed at its end.
fn cells_of(reader: &mut Reader, line: &str, mut see: impl FnMut(&str)) -> Option<Range<usize>> {
    let mut said = vec![0; line.len() + 1];
    let (mut begin, mut at, mut filled) = (0, 0, 0);
    let mut wrong = None;
    loop {
        let input = invariant!(line.as_bytes().get(at..), "a reader reads no more than its line");
        let room = invariant!(said.get_mut(filled..), "cells say no more than their line");
        let (result, read, copied) = reader.read_field(input, room);
        at += read;
        filled += copied;
        match result {
            ReadFieldResult::Field { record_end } => {
                // The comma that ended it is read too.
                let end = if record_end { at } else { at.saturating_sub(1) };
                let text = said.get(..filled).and_then(|said| str::from_utf8(said).ok());
                let text = invariant!(text, "what is left of a text is a text");
                see(text);
                if !is_closed(line.get(begin..end).unwrap_or_default(), text) {
                    wrong.get_or_insert(begin..end);
                }
                if record_end {
                    return wrong;
                }
                (begin, filled) = (at, 0);
            }
            // The rest of the line is read: the next call, without input, ends the cell.
            ReadFieldResult::InputEmpty => {}
            ReadFieldResult::OutputFull | ReadFieldResult::End => return wrong,
        }
    }
}
