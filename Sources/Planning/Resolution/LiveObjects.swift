import AssistantModel

/// The live objects that stand for desired ones: what a plan compares with, and what apply updates.
package struct LiveObjects: Sendable {
    /// By the key of the desired assistant; a renamed one under its new key.
    package let assistants: [String: LiveAssistant]
    /// By the key of the desired knowledge base; a renamed one under its new key. May be expired.
    package let vectorStores: [String: LiveVectorStore]

    /// Matches by marks and `renamed_from`, as plans do.
    package init(desired: DesiredState, live: LiveState) {
        let match = LiveMatch(desired: desired, live: live)
        assistants = match.assistants.mapValues(\.object)
        vectorStores = match.stores.mapValues(\.object)
    }
}
