import AssistantModel
import ChatServer
import Deployment
import Foundation
import ManifestLoading
import OpenAIAPI
import OrderedJSON
import Planning
import StateDatabase

/// What a server needs from its surroundings: tokens from variables, the logo from disk, a public address.
struct ServeSetup {
    /// Of the logo.
    private static let maximumLogoBytes = 64 << 10

    let settings: ServeSettings
    let isEmbedded: Bool
    let variables: [String: String]

    /// Beyond loopback the server has to know its name: it answers for no other.
    func requirePublicAddress(host: String) throws(ServeRefusal) {
        guard !Self.isLoopback(host), settings.publicURL == nil else { return }
        throw ServeRefusal(
            "no-public-url",
            "\(host) can be reached from elsewhere, and `serve` has no `public_url`",
            hint: "add `public_url: https://...`, or listen on 127.0.0.1"
        )
    }

    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    func clientTokens() throws(ServeRefusal) -> [String: String] {
        var tokens: [String: String] = [:]
        for (name, client) in settings.clients.sorted(by: { $0.key < $1.key }) {
            let token = try variable(client.tokenVariable, for: "the client \(name)")
            guard token.utf8.count >= 16 else {
                throw ServeRefusal(
                    "weak-token",
                    "\(client.tokenVariable) is shorter than 16 characters",
                    hint: "make one: openssl rand -hex 32"
                )
            }
            if let other = tokens.first(where: { $0.value == token })?.key {
                throw ServeRefusal(
                    "weak-token",
                    "the clients \(other) and \(name) have the same token",
                    hint: "make one for each: openssl rand -hex 32"
                )
            }
            tokens[name] = token
        }
        return tokens
    }

    func functionTokens() throws(ServeRefusal) -> [String: String] {
        var tokens: [String: String] = [:]
        for (name, function) in settings.functions.sorted(by: { $0.key < $1.key }) {
            guard let name = function.tokenVariable.map({ ($0, name) }) else { continue }
            tokens[name.1] = try variable(name.0, for: "the function \(name.1)")
        }
        return tokens
    }

    private func variable(_ name: String, for owner: String) throws(ServeRefusal) -> String {
        if let value = variables[name], !value.isEmpty { return value }
        throw ServeRefusal("missing-variable", "no token of \(owner): set the environment variable \(name)")
    }

    func logo() throws(ServeRefusal) -> String? {
        guard let path = settings.theme.logo else { return nil }
        let types = [
            "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp",
        ]
        guard let type = types[URL(filePath: path).pathExtension.lowercased()] else {
            throw ServeRefusal("unusable-logo", "\(path) is no image that pages show", hint: "SVG, PNG, JPEG or WebP")
        }
        guard let data = FileManager.default.contents(atPath: path), !data.isEmpty else {
            throw ServeRefusal("unusable-logo", "the logo \(path) cannot be read")
        }
        guard data.count <= Self.maximumLogoBytes else {
            throw ServeRefusal("unusable-logo", "the logo \(path) is larger than 64 KB")
        }
        return "data:\(type);base64,\(data.base64EncodedString())"
    }
}

/// Where chats, money and limits are kept.
enum ServeStore {
    /// The variable that says where, where no option does: an address with a password belongs on no command line.
    static let variable = "ASSISTANTCTL_STORE"

    /// - Parameter place: a file, or `postgres://...`; nil for the file beside the project.
    static func open(_ project: LoadedProject, at place: String?) async throws -> DatabaseChatStore {
        let place = place ?? ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        let database: any SQLDatabase =
            if let place, isServer(place) {
                try PostgreSQLDatabase(url: place)
            } else {
                try SQLiteDatabase(
                    path: try file(project, at: place),
                    clock: { Int64(Date().timeIntervalSince1970) }
                )
            }
        return try await DatabaseChatStore(
            database,
            project: project.desired.project,
            environment: project.desired.environment.name,
            keepHours: (project.settings.serve ?? ServeSettings()).keepHours,
            random: { UInt64.random(in: .min ... .max) }
        )
    }

    /// Whether a place is an address of a PostgreSQL server.
    static func isServer(_ place: String) -> Bool {
        place.hasPrefix("postgres://") || place.hasPrefix("postgresql://")
    }

    private static func file(_ project: LoadedProject, at path: String?) throws -> String {
        let location = EmbeddedSandboxLocation(assistantsFolder: project.settings.folder)
        if path == nil { try location.prepareFolder() }
        return path.map(absolutePath) ?? standardFile(besides: project.settings.folder)
    }

    /// The file where nobody names another.
    ///
    /// - Parameter folder: of the manifests.
    static func standardFile(besides folder: String) -> String {
        URL(filePath: EmbeddedSandboxLocation(assistantsFolder: folder).database).deletingLastPathComponent()
            .appending(path: "serve.sqlite").path(percentEncoded: false)
    }
}

extension LoadedProject {
    /// The project with the key that can answer and not deploy, where it names one.
    var withServingKey: LoadedProject {
        guard let variable = settings.serve?.apiKeyVariable else { return self }
        var desired = desired
        desired.environment.apiKeyVariable = variable
        return with(desired)
    }
}

extension AccountSession {
    /// What is live of the assistants that may be served, in the order of `serve.assistants`, else by key.
    ///
    /// - Throws: what reading throws, where the account did not say what is live.
    func servedAssistants(_ settings: ServeSettings) async throws -> LiveReading {
        let live: [LiveAssistant]
        do {
            live = try await adapter.definitions()
        } catch {
            if error.saysNothingOfAssistants { throw error }
            // The account answered, and there is nothing to serve in what it said.
            let refusal = ServeRefusal("not-readable", error.message)
            let keys = settings.assistants.isEmpty ? [""] : settings.assistants
            return LiveReading(assistants: [], refused: Dictionary(keys.map { ($0, refusal) }) { first, _ in first })
        }
        let release = await releases?.snapshot()?.document
        let keys = settings.assistants.isEmpty ? live.map(\.key).sorted() : settings.assistants
        var reading = LiveReading(assistants: [])
        if live.isEmpty, keys.isEmpty { reading.refused[""] = Self.notDeployed(nil, settings) }
        for key in keys {
            do throws(ServeRefusal) {
                reading.assistants.append(try served(key, live, release, settings))
            } catch {
                reading.refused[key] = error
            }
        }
        return reading
    }

    private func served(
        _ key: String,
        _ live: [LiveAssistant],
        _ release: ReleaseDocument?,
        _ settings: ServeSettings
    ) throws(ServeRefusal) -> ServedAssistant {
        guard let object = live.first(where: { $0.key == key }) else { throw Self.notDeployed(key, settings) }
        let content = release?.complete
        let isEmbedded = project.desired.environment.endpoint == .embedded
        let released = content?.assistants.first { $0.key == key }
        let definition = object.definition
        let request =
            released?.request
            ?? ResponsesRequest(definition: definition, vectorStoreID: object.vectorStoreIDs.first).body
        let assistant = try ServedAssistant(
            key: key,
            name: definition.name ?? key,
            description: definition.description,
            release: release?.release,
            request: request,
            assistantID: released == nil ? object.id : nil,
            runDefinition: released == nil ? definition.runOverrides : [:],
            storeIDs: released == nil ? object.vectorStoreIDs : [],
            passageTokens: passageTokens(of: key, released, content),
            catalogue: project.settings.catalogue,
            settings: settings,
            isEmbedded: isEmbedded
        )
        try assistant.checkBudgets(settings)
        try assistant.checkFunctions()
        if !isEmbedded { try requireAddresses(of: assistant, settings) }
        return assistant
    }

    private static func notDeployed(_ key: String?, _ settings: ServeSettings) -> ServeRefusal {
        ServeRefusal(
            "not-deployed",
            (key.map { "the assistant \"\($0)\" is not on the account" } ?? "no assistant is on the account")
                + ": run `assistantctl apply` first",
            hint: settings.apiKeyVariable.map {
                "where it was applied, \($0), which `serve.api_key_env` names, may be a key of another project or account"
            }
        )
    }

    private func requireAddresses(of assistant: ServedAssistant, _ settings: ServeSettings) throws(ServeRefusal) {
        for tool in assistant.request["tools"]?.arrayValue ?? [] where tool["type"] == "function" {
            guard let name = tool["name"]?.stringValue, settings.functions[name] == nil else { continue }
            throw ServeRefusal(
                "function-without-url",
                "`serve` has no URL for the function \"\(name)\" of \"\(assistant.key)\" as it is live",
                hint: "add `functions: { \(name): { url: ... } }` below `serve`"
            )
        }
    }

    /// How long a passage of the knowledge can be: what the release says of it, else the manifests; the most that there is
    /// where another pipeline fills the store.
    private func passageTokens(
        of key: String,
        _ released: ReleaseAssistant?,
        _ content: ReleaseContent?
    ) -> Int {
        let most = 4096
        switch released?.knowledge {
        case .own(let knowledge)?: return knowledge.chunking.maxChunkSizeTokens
        case .shared(let base)?:
            return content?.knowledgeBases.first { $0.key == base }?.chunking.maxChunkSizeTokens ?? most
        case .elsewhere?: return most
        case nil:
            let base = project.desired.assistants.first { $0.key == key }?.knowledge
            return project.desired.knowledgeBases.first { $0.key == base }?.chunking.maxChunkSizeTokens ?? most
        }
    }
}

extension DeploymentError {
    /// Whether the account did not come to say what is live: it could not be reached, is overloaded or broken, or does not
    /// take the key.
    var saysNothingOfAssistants: Bool {
        if code == .cancelled { return true }
        guard let underlying else { return false }
        if let status = underlying.answer?.status {
            return status >= 500 || status == 429 || status == 408 || status == 401 || status == 403 || status < 400
        }
        return true
    }
}
