import AssistantModel
import Deployment
import Foundation
import OpenAIAPI
import ReleaseProtocol
import Rendering

/// The adapter for an environment's api: the one place that knows them all.
struct AdapterChoice: Sendable {
    let desired: DesiredState
    let folder: String
    let console: Console
    /// Nil for commands that make no release.
    let release: ReleaseOptions?

    func session(
        _ project: LoadedProject,
        client: any OpenAIClient,
        watch: RequestWatch,
        _ concurrency: Int
    ) async -> AccountSession {
        let adapter: any DefinitionAdapter
        let releases: ResponsesAdapter?
        switch desired.environment.api {
        case .assistants:
            adapter = AssistantsAdapter(client: client, ownership: desired.ownership)
            releases = nil
        case .responses:
            let identity = await RunIdentity.current(folder: folder, variables: ProcessInfo.processInfo.environment)
            if let note = identity.note, release != nil { console.message("note: \(VisibleText.line(note))") }
            let responses = ResponsesAdapter(
                client: client,
                registry: registry(client: client),
                run: RegistryRunSettings(
                    run: identity.run,
                    takesOver: release?.takeover ?? false,
                    commit: identity.commit,
                    isDirty: identity.isDirty,
                    toolVersion: Version.current
                ),
                keep: release?.keep ?? ResponsesAdapter.defaultKeep
            )
            adapter = responses
            releases = responses
        }
        return AccountSession(
            project: project,
            client: client,
            adapter: adapter,
            releases: releases,
            watch: watch,
            concurrency: concurrency
        )
    }

    private func registry(client: any OpenAIClient) -> any ReleaseKeeping {
        let unixTime = Int(Date().timeIntervalSince1970)
        let timing = desired.environment.endpoint == .embedded ? .nextDoor : RegistryTiming()
        let onNotice: @Sendable (RegistryNotice) -> Void = { [console] notice in
            if let line = RegistryWording.line(notice) { console.message(VisibleText.line(line)) }
        }
        switch desired.environment.registry {
        case .skill:
            return ReleaseRegistry(
                client: client,
                project: desired.project,
                environment: desired.environment.name,
                unixTime: unixTime,
                timing: timing,
                onNotice: onNotice
            )
        case .vectorStore:
            return StoreRegistry(
                client: client,
                project: desired.project,
                environment: desired.environment.name,
                unixTime: unixTime,
                timing: timing,
                onNotice: onNotice
            )
        }
    }
}

extension RegistryTiming {
    /// For an account inside the command: whatever is published shows at once.
    static let nextDoor = RegistryTiming(
        lease: 60,
        renewal: 30,
        requestTimeout: 10,
        visibility: 1,
        recheck: 10,
        poll: 1,
        tolerance: 1
    )
}

/// What goes on at the registry, in a line for the user who waits; nil for what needs no word.
enum RegistryWording {
    static func line(_ notice: RegistryNotice) -> String? {
        switch notice {
        case .registryMade(let id): "made the registry of releases (\(id))"
        case .waitingForVisibility(let seconds):
            "waiting up to \(seconds) s: the account does not show the new version of the registry yet"
        case .waitingForTakeover(let seconds):
            "waiting \(seconds) s, so that a run that still goes on sees that it was taken over"
        case .waitingForFence(let seconds):
            "waiting \(seconds) s: a request of the run before, whose answer was lost, may take effect yet"
        case .waitingForLostAnswer(let seconds):
            "waiting \(seconds) s to see whether a request without answer was carried out"
        case .waitingForServer(let seconds): "the account asks for patience: waiting \(seconds) s"
        // It is only looked whether the plan still stands, and a command says where it does not: the run that ended in the
        // second of the plan may have been this one's predecessor, which changed nothing.
        case .planningAgain, .leaseRenewed: nil
        case .releasePruned(let version): "removed a release that is no longer kept (version \(version))"
        case .releaseNotPruned(let version, let reason):
            "a release that is no longer kept stays for now (version \(version)): \(reason)"
        }
    }
}
