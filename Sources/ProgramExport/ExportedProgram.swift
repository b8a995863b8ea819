import OrderedJSON

/// A program of one assistant, in no language yet: what it does, on which account, with what.
///
/// Renderers of this target turn it into source text, and nothing else: equal programs give equal bytes. They are apart
/// from `Rendering`, which makes what people read safe by showing some characters as others; here every text has to
/// arrive at the server as it is.
package struct ExportedProgram: Equatable, Sendable {
    /// What it does when it is run.
    package enum Task: Equatable, Sendable {
        /// Asks what is deployed.
        case ask(AnswerSource)
        /// Makes it from nothing.
        case provision(Provision)
    }

    /// How an answer is asked for.
    package enum AnswerSource: Equatable, Sendable {
        /// `POST /responses`.
        ///
        /// - request: the ready body without `input`.
        /// - include: what else the answer has to hold, so that it can be continued without being stored.
        case responses(request: JSONValue, include: [String])
        /// A thread and a run of an assistant's object.
        case assistant(id: String)
    }

    /// Of the manifest.
    package var key: String
    /// What people call it.
    package var name: String?
    package var description: String?
    package var account: ExportedAccount
    package var task: Task
    /// The functions that the model may call, in their order.
    package var functions: [ExportedFunction]
    /// How often a model may ask for functions before the program gives up.
    package var functionRounds: Int
    /// Whether something of it is left out because it is secret.
    package var hidesSecrets: Bool

    package init(
        key: String,
        name: String? = nil,
        description: String? = nil,
        account: ExportedAccount,
        task: Task,
        functions: [ExportedFunction] = [],
        functionRounds: Int = 20,
        hidesSecrets: Bool = false
    ) {
        self.key = key
        self.name = name
        self.description = description
        self.account = account
        self.task = task
        self.functions = functions
        self.functionRounds = functionRounds
        self.hidesSecrets = hidesSecrets
    }

    /// Whether it talks to the Assistants API.
    var usesAssistants: Bool {
        switch task {
        case .ask(.responses): false
        case .ask(.assistant): true
        case .provision(let provision): provision.result == .assistant
        }
    }
}

/// Where a program sends its requests. Never holds a key: programs read it from the environment.
package struct ExportedAccount: Equatable, Sendable {
    /// The path `/v1` included, without a slash at its end.
    package var baseURL: String
    /// Whether `OPENAI_BASE_URL` may name another URL.
    package var isBaseURLFixed: Bool
    /// Whether it is the local account, which somebody has to serve.
    package var isSandbox: Bool
    /// The name of the variable with the key.
    package var keyVariable: String
    /// Nil for `OPENAI_ORG_ID`, else the key's own.
    package var organization: String?
    /// Nil for `OPENAI_PROJECT_ID`, else the key's own.
    package var project: String?

    package init(
        baseURL: String,
        isBaseURLFixed: Bool,
        isSandbox: Bool = false,
        keyVariable: String = "OPENAI_API_KEY",
        organization: String? = nil,
        project: String? = nil
    ) {
        self.baseURL = baseURL
        self.isBaseURLFixed = isBaseURLFixed
        self.isSandbox = isSandbox
        self.keyVariable = keyVariable
        self.organization = organization
        self.project = project
    }
}

/// A function of the application, which a program has a place for.
package struct ExportedFunction: Equatable, Sendable {
    /// `[A-Za-z0-9_-]{1,64}`.
    package var name: String
    package var description: String?
    /// The names of its parameters, in the schema's order.
    package var parameters: [String]

    package init(name: String, description: String? = nil, parameters: [String] = []) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }
}

/// What has to be made for an assistant to be there.
package struct Provision: Equatable, Sendable {
    /// What the parts are for.
    package enum Result: Equatable, Sendable {
        /// The ready body of a request to `/responses`, which is printed.
        case request
        /// An object, which is created.
        case assistant
    }

    package var result: Result
    /// The request or the object, without the ids of what is made on the way.
    package var definition: JSONValue
    /// The folder that paths of files begin at, as the program finds it from where it runs.
    package var filesRoot: String
    /// Nil without file search, and for a store that is there already.
    package var store: ProvisionedStore?
    /// The store that file search uses where another pipeline fills it.
    package var existingStoreID: String?
    /// Files of code interpreter, below the root.
    package var codeFiles: [String]

    package init(
        result: Result,
        definition: JSONValue,
        filesRoot: String,
        store: ProvisionedStore? = nil,
        existingStoreID: String? = nil,
        codeFiles: [String] = []
    ) {
        self.result = result
        self.definition = definition
        self.filesRoot = filesRoot
        self.store = store
        self.existingStoreID = existingStoreID
        self.codeFiles = codeFiles
    }
}

/// A vector store with its files.
package struct ProvisionedStore: Equatable, Sendable {
    package struct File: Equatable, Sendable {
        /// Below the root.
        package var path: String
        /// Strings, numbers and booleans.
        package var attributes: JSONObject

        package init(path: String, attributes: JSONObject = [:]) {
            self.path = path
            self.attributes = attributes
        }
    }

    package var name: String
    /// Nil for never.
    package var expiresAfterDays: Int?
    /// `chunking_strategy` of every file; nil for the server's own.
    package var chunking: JSONValue?
    package var files: [File]

    package init(name: String, expiresAfterDays: Int? = nil, chunking: JSONValue? = nil, files: [File]) {
        self.name = name
        self.expiresAfterDays = expiresAfterDays
        self.chunking = chunking
        self.files = files
    }

    /// The body that creates it.
    var parameters: JSONValue {
        var members: JSONObject = ["name": .string(name)]
        if let days = expiresAfterDays {
            members["expires_after"] = ["anchor": "last_active_at", "days": .integer(Int64(days))]
        }
        return .object(members)
    }
}
