import SourceDiagnostics

/// An object on the account that nobody manages, and that is to be a project's from now on: `adopt` in a manifest.
package struct Adoption: Equatable, Sendable {
    /// The server's id of an assistant or a vector store.
    package var id: String
    /// Where `adopt` is written.
    package var location: SourceLocation

    /// An object by its id.
    package init(id: String, location: SourceLocation) {
        self.id = id
        self.location = location
    }
}

extension DesiredState {
    /// Every object that manifests want to adopt, by the address that it is to have.
    package var adoptions: [ResourceAddress: Adoption] {
        let pairs =
            assistants.compactMap { assistant in
                assistant.lifecycle.adoption.map { (ResourceAddress.assistant(assistant.key), $0) }
            }
            + knowledgeBases.compactMap { base in
                base.adoption.map { (ResourceAddress.vectorStore(base.key), $0) }
            }
        return Dictionary(pairs) { first, _ in first }
    }
}
