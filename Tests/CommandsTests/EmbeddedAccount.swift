import AssistantModel
import Foundation
import OpenAIAPI
import SourceDiagnostics

@testable import Commands

/// A new account of the sandbox, over HTTP as a command has it.
func withEmbeddedAccount(_ body: @escaping @Sendable (any OpenAIClient) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "account-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let environment = EnvironmentSettings(
        name: "sandbox",
        endpoint: .embedded,
        location: SourceLocation(file: "assistants/project.yaml")
    )
    try await AccountConnection.withClient(
        of: environment,
        assistantsFolder: folder.appending(path: "assistants").path(percentEncoded: false),
        observer: nil,
        body
    )
}
