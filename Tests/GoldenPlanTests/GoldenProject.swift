import AssistantModel
import ManifestLoading
import OrderedJSON
import Planning
import TestSupport
import Testing

/// One project whose plan has everything that a plan can have: as it was last applied, what people did to the account
/// since, and as it is in git now. Manifests go through the loader and the planner that the program uses.
struct GoldenProject {
    /// Nothing in it depends on the order of the inputs: a test shuffles them.
    var plan: Plan { get throws { try plan { _ in } } }

    /// The plan, after `arrange` put the inputs into another order.
    func plan(_ arrange: (inout Inputs) -> Void) throws -> Plan {
        var inputs = try inputs
        arrange(&inputs)
        return Planner().plan(
            Inspection(
                of: inputs.live,
                desired: DesiredState(
                    project: inputs.desired.project,
                    environment: inputs.desired.environment,
                    assistants: inputs.desired.assistants,
                    knowledgeBases: inputs.desired.knowledgeBases
                ),
                contents: inputs.contents
            )
        )
    }

    /// A plan to forget: what is named, a duplicate too, what goes with it, and what to know before saying yes.
    func forgetPlan(_ arrange: (inout Inputs) -> Void = { _ in }) throws -> Plan {
        var inputs = try inputs
        arrange(&inputs)
        return Planner().forgetPlan(
            ["assistant.support-bot*", "assistant.trade-fair-bot", "assistant.workshop"].map { AddressPattern($0) },
            live: inputs.live,
            desired: inputs.desired
        )
    }

    /// What a plan is made from.
    struct Inputs {
        var desired: DesiredState
        var contents: FileContents
        var live: LiveState
    }

    var inputs: Inputs {
        get throws {
            let (before, contentsBefore) = try Self.load(GoldenManifests.before)
            let (after, contents) = try Self.load(GoldenManifests.after)
            var deployed = DeployedState(before, contents: contentsBefore)
            try Self.editByHand(&deployed)
            return Inputs(desired: after, contents: contents, live: deployed.live)
        }
    }

    /// Loads a project that must be free of errors.
    static func load(_ files: [String: MemoryProject.File]) throws -> (DesiredState, FileContents) {
        let result = ManifestLoader(reader: MemoryProject(files)).load(environment: nil)
        let desired = try #require(result.desired, "\(result.diagnostics)")
        let contents = desired.filePaths.map { path -> (String, FileContent) in
            guard case .text(let text)? = files["assistants/\(path)"] else {
                return (path, FileContent(sha256: ContentDigest.sha256(Array(path.utf8)), bytes: 0))
            }
            return (path, FileContent(sha256: ContentDigest.sha256(Array(text.utf8)), bytes: text.utf8.count))
        }
        return (desired, FileContents(Dictionary(uniqueKeysWithValues: contents)))
    }

    private static func editByHand(_ deployed: inout DeployedState) throws {
        deployed.editAssistant("sales-advisor") { assistant in
            assistant.definition.temperature = 1.3
            assistant.definition.description = "Sells <b>everything</b> | ask @maria"
        }
        deployed.editAssistant("night-desk") { assistant in
            assistant.definition.instructions = GoldenPrompts.night.replacing("\n", with: "\r\n")
        }
        deployed.editAssistant("support-bot") { $0.definition.topP = 0.5 }
        deployed.editStore("handbook") { store in
            store.isExpired = true
        }
        deployed.editStore("sales-advisor") { store in
            store.members?.removeAll { $0.path == "knowledge/sales/sizes.md" }
            store.members?.append(LiveMember(fileID: "file-by-hand", path: nil, sha256: nil))
        }
        let twin = try #require(deployed.live.assistants.first { $0.key == "support-bot" })
        var duplicate = twin
        duplicate.id = "asst_support-bot_twin"
        duplicate.createdAt += 60
        deployed.add(duplicate)
    }
}
