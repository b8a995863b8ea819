import ArgumentParser
import AssistantModel
import Foundation
import Planning

extension CompletionKind {
    /// The environments of the project at hand.
    static let environments = ofProject { await $0.environments() }

    /// The keys of its assistants.
    static let assistants = ofProject { await $0.assistants() }

    /// The addresses of what it declares.
    static let addresses = ofProject { await $0.addresses().map(\.description) }

    /// Those that can be made anew: an assistant would get another id.
    static let replaceableAddresses = ofProject { project in
        await project.addresses().filter { address in
            if case .assistant = address.resource { false } else { true }
        }.map(\.description)
    }

    private static func ofProject(
        _ candidates: @escaping @Sendable (CompletedProject) async -> [String]
    ) -> CompletionKind {
        .custom { words, _, _ in
            let workingFolder = FileManager.default.currentDirectoryPath
            guard let project = CompletedProject(words: words, workingFolder: workingFolder) else { return [] }
            return await candidates(project)
        }
    }
}
