import AssistantModel

/// Estimates what a plan changes in tokens and dollars.
package struct CostEstimator: Sendable {
    /// Of a month's storage.
    private static let daysPerMonth: Int64 = 30
    private static let bytesPerGigabyte = 1_000_000_000

    private let catalogue: ModelCatalogue

    package init(catalogue: ModelCatalogue) { self.catalogue = catalogue }

    /// - Returns: nil for a plan that changes nothing of that.
    package func estimates(
        for plan: Plan,
        desired: DesiredState,
        contents: FileContents,
        live: LiveState
    ) -> PlanEstimates? {
        let declared = Dictionary(desired.assistants.map { ($0.key, $0) }) { first, _ in first }
        let objects = Dictionary(live.assistants.map { ($0.id, $0) }) { first, _ in first }
        let estimates = PlanEstimates(
            priceDate: catalogue.date,
            assistants: plan.changes.compactMap { change in
                guard case .assistant(let key) = change.address.resource, change.action != .delete,
                    let assistant = declared[key]
                else { return nil }
                return calls(change, assistant, change.liveID.flatMap { objects[$0] })
            },
            storage: storage(plan, desired: desired, contents: contents)
        )
        return estimates.assistants.isEmpty && estimates.storage == nil ? nil : estimates
    }

    /// What a call of a definition costs before a user has said a word.
    package func call(_ definition: AssistantDefinition) -> PlanEstimates.Call {
        let tokens = definition.estimatedInputTokens
        let model = catalogue.entry(for: definition.model)?.model
        return PlanEstimates.Call(
            model: definition.model,
            inputTokens: tokens,
            perThousandCalls: model?.cost(ofInput: Int64(tokens)).map { $0 * 1000 },
            outputPrice: model?.prices.output
        )
    }

    private func calls(
        _ change: ResourceChange,
        _ assistant: Assistant,
        _ object: LiveAssistant?
    ) -> PlanEstimates.AssistantCalls? {
        guard let object else {
            let after = call(assistant.definition)
            return after.inputTokens == 0 ? nil : .init(address: change.address, before: nil, after: after)
        }
        // Servers may show the rest in another way than it was sent.
        let counted = ["model", "instructions", "tools", "response_format"]
        guard change.fields.contains(where: { counted.contains(FieldPath.topLevelName(of: $0.path)) }) else {
            return nil
        }
        let before = call(object.definition)
        let after = call(assistant.definition.keeping(assistant.lifecycle, of: object.definition))
        return before == after ? nil : .init(address: change.address, before: before, after: after)
    }

    private func storage(
        _ plan: Plan,
        desired: DesiredState,
        contents: FileContents
    ) -> PlanEstimates.Storage? {
        let files = plan.changes.filter { change in
            guard case .knowledgeFile = change.address.resource else { return false }
            return change.action != .rename && change.action != .adopt
                && (change.action != .update || change.file?.isUploaded == true)
        }
        guard !files.isEmpty else { return nil }
        let bytes = desired.knowledgeBases.reduce(0) { sum, knowledgeBase in
            knowledgeBase.files.reduce(sum) { sum, file in
                sum + (contents[.knowledgeFile(knowledgeBase.key, file.path)]?.bytes ?? 0)
            }
        }
        let added = files.reduce(0) { $0 + ($1.file?.content?.bytes ?? 0) }
        let prices = catalogue.toolPrices
        return PlanEstimates.Storage(
            bytesBefore: files.allSatisfy { $0.action == .create } ? max(0, bytes - added) : nil,
            bytesAfter: bytes,
            leastPerMonth: prices.freeStorageGigabytes.flatMap { free in
                perMonth(max(0, bytes - free * Self.bytesPerGigabyte))
            },
            mostPerMonth: perMonth(bytes),
            freeGigabytes: prices.freeStorageGigabytes,
            priceSeen: prices.seen
        )
    }

    private func perMonth(_ bytes: Int) -> Dollars? {
        catalogue.toolPrices.storagePerGigabyteAndDay.map { price in
            // Millionths of a dollar for 10⁹ bytes are 10⁻³ picodollars for one.
            let perDay = (Dollars(picodollars: price.millionths) * Int64(bytes)).picodollars / 1000
            return Dollars(picodollars: perDay) * Self.daysPerMonth
        }
    }
}
