import Planning

/// Releases without what is not the project's any more.
extension ResponsesAdapter {
    package func releasedStores() async -> [LiveVectorStore] {
        guard let snapshot = await state.snapshot else { return [] }
        return LiveState(release: snapshot.document, id: id(of:)).vectorStores
    }

    package func unreleasedSince() async -> Int64? {
        guard let began = await state.snapshot?.document.origin.began else { return nil }
        // Clocks differ, and what a run that was taken over did late is a little older.
        return Int64(began - 3600)
    }

    package func publishForgetting(
        assistants: Set<String>,
        vectorStores: Set<String>
    ) async throws(DeploymentError) {
        let number = try await liveReleaseNumber()
        try await publish(isWhole: false) { base throws(DeploymentError) in
            base.forgetting(assistants: assistants, vectorStores: vectorStores, asOf: number)
        }
    }
}
