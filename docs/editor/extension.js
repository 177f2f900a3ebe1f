// Starts `fingerpost rules lsp` for rule files.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = function () {
  const settings = workspace.getConfiguration("fingerpost");
  const server = {
    command: settings.get("path"),
    args: [...settings.get("arguments"), "rules", "lsp"],
  };
  const options = { documentSelector: [{ scheme: "file", language: "fingerpost-rules" }] };
  client = new LanguageClient("fingerpost", "fingerpost rules", server, options);
  return client.start();
};

exports.deactivate = function () {
  return client && client.stop();
};
