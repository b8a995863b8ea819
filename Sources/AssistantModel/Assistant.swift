import SourceDiagnostics

/// An assistant as its manifest declares it for one environment.
package struct Assistant: Equatable, Sendable {
    /// `[a-z0-9][a-z0-9-]{0,62}`, unique in the project: the identity.
    package var key: String
    /// Everything about it that is not a file.
    package var definition: AssistantDefinition
    /// The key of the knowledge base that file search uses.
    package var knowledge: String?
    /// The id of the store that file search uses where another pipeline fills it: it is referred to and never managed.
    /// Nil where ``knowledge`` is not.
    package var externalStoreID: String?
    /// Sorted by path; at most 20.
    package var codeInterpreterFiles: [ProjectFile]
    /// How it may change over time.
    package var lifecycle: Lifecycle
    /// What it has to answer, in the order of the manifest. Nothing of it reaches the account.
    package var checks: [Check]
    /// The model that judges answers where a check asks for that; nil where no check does.
    package var checksModel: String?
    /// Of one that comes from a release: the checks that it was applied with.
    package var releasedChecks: [RecordedCheck] = []
    /// Where `assistant:` is written.
    package var location: SourceLocation
    /// Where each field is written: by the paths of ``DefinitionField``, such as `model` or `tools.function.refund`;
    /// a path without an entry of its own is where its parent is. Fields from `defaults` point there.
    package var origins: [String: SourceLocation]
    /// The pieces the instructions are joined from, in order.
    package var instructionParts: [InstructionPart]

    /// An assistant as the manifests have it.
    package init(
        key: String,
        definition: AssistantDefinition,
        knowledge: String? = nil,
        externalStoreID: String? = nil,
        codeInterpreterFiles: [ProjectFile] = [],
        lifecycle: Lifecycle = Lifecycle(),
        checks: [Check] = [],
        checksModel: String? = nil,
        location: SourceLocation,
        origins: [String: SourceLocation] = [:],
        instructionParts: [InstructionPart] = []
    ) {
        self.key = key
        self.definition = definition
        self.knowledge = knowledge
        self.externalStoreID = externalStoreID
        self.codeInterpreterFiles = codeInterpreterFiles
        self.lifecycle = lifecycle
        self.checks = checks
        self.checksModel = checksModel
        self.location = location
        self.origins = origins
        self.instructionParts = instructionParts
    }

    /// Where a field, or the nearest field around it, is written.
    package func origin(ofField path: String) -> SourceLocation {
        var path = path[...]
        while true {
            if let location = origins[String(path)] { return location }
            guard let dot = path.lastIndex(of: ".") else { return location }
            path = path[..<dot]
        }
    }
}

/// A piece of an assistant's instructions: a text in the manifest or a file.
package struct InstructionPart: Equatable, Sendable {
    /// With LF line ends, as it stands in the joined instructions.
    package var text: String
    /// The first line of the text: in the prompt file, or in the manifest.
    package var location: SourceLocation

    /// A piece and its place.
    package init(text: String, location: SourceLocation) {
        self.text = text
        self.location = location
    }
}

/// How an object may change over time.
package struct Lifecycle: Equatable, Sendable {
    /// Refuses to delete the live object, even after the manifest is gone.
    package var isProtected: Bool
    /// Fields that people may edit on the account; in the order of the manifest.
    package var ignoredFields: [DefinitionFieldName]
    /// The key under which the live object was deployed so far.
    package var renamedFrom: String?
    /// The live object of nobody that the next apply takes over.
    package var adoption: Adoption?

    /// Without arguments: nothing is special.
    package init(
        isProtected: Bool = false,
        ignoredFields: [DefinitionFieldName] = [],
        renamedFrom: String? = nil,
        adoption: Adoption? = nil
    ) {
        self.isProtected = isProtected
        self.ignoredFields = ignoredFields
        self.renamedFrom = renamedFrom
        self.adoption = adoption
    }
}
