//! `rules lsp`: a language server for rule files, over standard input and output.
//!
//! One message after another, no threads: every answer is about the text as the last message left it.

mod answers;
mod documents;
mod frame;
mod position;

use std::io::{self, BufRead};

use lsp_server::{ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidCloseTextDocument, DidOpenTextDocument, Exit as ExitNotification,
    Notification as _, PublishDiagnostics,
};
use lsp_types::request::{
    Completion, Formatting, GotoDefinition, HoverRequest, Initialize, PrepareRenameRequest, Rename,
    Request as _, Shutdown,
};
use lsp_types::{
    CompletionOptions, HoverProviderCapability, InitializeResult, OneOf, PositionEncodingKind, RenameOptions,
    ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind,
    WorkDoneProgressOptions,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::cli::Exit;
use crate::cli::failure::Failure;
use crate::cli::options::Stack;
use crate::cli::terminal::Terminal;
use documents::Documents;

/// The arguments of `rules lsp`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, stack: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let mut server =
        Server { documents: Documents::new(stack.clone()), started: false, stopping: false, terminal };
    let mut input = io::stdin().lock();
    server.serve(&mut input)
}

/// The state of a session.
struct Server<'t> {
    documents: Documents,
    started: bool,
    stopping: bool,
    terminal: &'t mut Terminal,
}

impl Server<'_> {
    /// Answers until the client says goodbye or goes away; the first without the second is a success.
    ///
    /// # Errors
    /// What the client sends is no message, or too large for one.
    fn serve(&mut self, input: &mut impl BufRead) -> Result<Exit, Failure> {
        let goodbye = |stopping| if stopping { Exit::Success } else { Exit::Failure };
        while let Some(message) = frame::read(input)? {
            match message {
                Message::Request(request) => {
                    let response = self.request(request);
                    self.send(&Message::Response(response))?;
                }
                Message::Notification(note) if note.method == ExitNotification::METHOD => break,
                Message::Notification(note) => self.notification(note)?,
                Message::Response(_) => {}
            }
        }
        Ok(goodbye(self.stopping))
    }

    fn send(&mut self, message: &Message) -> io::Result<()> {
        frame::write(&mut self.terminal.out, message)
    }

    fn request(&mut self, request: Request) -> Response {
        let Request { id, method, params } = request;
        if method == Initialize::METHOD {
            self.started = true;
            return Response::new_ok(id, capabilities());
        }
        if !self.started {
            let message = "the first request is `initialize`".to_owned();
            return Response::new_err(id, ErrorCode::ServerNotInitialized as i32, message);
        }
        let documents = &self.documents;
        let answer = match method.as_str() {
            HoverRequest::METHOD => answer(params, |it| Ok(answers::hover(documents, &it))),
            Completion::METHOD => answer(params, |it| Ok(answers::completion(documents, &it))),
            GotoDefinition::METHOD => answer(params, |it| Ok(answers::definition(documents, &it))),
            PrepareRenameRequest::METHOD => answer(params, |it| Ok(answers::prepare_rename(documents, &it))),
            Rename::METHOD => answer(params, |it| answers::rename(documents, &it)),
            Formatting::METHOD => answer(params, |it| Ok(answers::formatting(documents, &it))),
            Shutdown::METHOD => {
                self.stopping = true;
                Ok(Value::Null)
            }
            _ => Err((ErrorCode::MethodNotFound, format!("there is no request `{method}`"))),
        };
        match answer {
            Ok(result) => Response::new_ok(id, result),
            Err((code, message)) => Response::new_err(id, code as i32, message),
        }
    }

    fn notification(&mut self, note: Notification) -> io::Result<()> {
        let changed = match note.method.as_str() {
            DidOpenTextDocument::METHOD => read(note.params).is_some_and(|it| self.documents.open(it)),
            DidChangeTextDocument::METHOD => read(note.params).is_some_and(|it| self.documents.change(it)),
            DidCloseTextDocument::METHOD => read(note.params).is_some_and(|it| self.documents.close(&it)),
            _ => false,
        };
        if !changed {
            return Ok(());
        }
        for published in self.documents.findings() {
            let note = Notification::new(PublishDiagnostics::METHOD.to_owned(), published);
            self.send(&Message::Notification(note))?;
        }
        Ok(())
    }
}

/// Why a request has no answer.
type Refusal = (ErrorCode, String);

fn answer<P: DeserializeOwned, R: Serialize>(
    params: Value,
    handle: impl FnOnce(P) -> Result<R, Refusal>,
) -> Result<Value, Refusal> {
    let params =
        serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))?;
    serde_json::to_value(handle(params)?).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}

fn read<P: DeserializeOwned>(params: Value) -> Option<P> {
    serde_json::from_value(params).ok()
}

fn capabilities() -> InitializeResult {
    let options = WorkDoneProgressOptions::default();
    InitializeResult {
        capabilities: ServerCapabilities {
            position_encoding: Some(PositionEncodingKind::UTF16),
            text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::FULL)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(vec![".".to_owned(), ">".to_owned()]),
                ..CompletionOptions::default()
            }),
            definition_provider: Some(OneOf::Left(true)),
            rename_provider: Some(OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: options,
            })),
            document_formatting_provider: Some(OneOf::Left(true)),
            ..ServerCapabilities::default()
        },
        server_info: Some(ServerInfo {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    }
}
