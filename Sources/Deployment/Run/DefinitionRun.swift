import AssistantModel
import OpenAIAPI
import Planning

/// Writes the definition of an assistant and its record.
struct DefinitionRun: Sendable {
    let runner: StepRunner

    /// Creates or updates the assistant.
    func write(_ work: DefinitionWork) async throws -> String {
        if let live = work.live {
            try await runner.removal.removeLeftovers(of: live.record)
        }
        let codeFiles = try await codeFiles(of: work)
        var record = AppliedRecord.assistant(work.assistant, codeFiles: codeFiles.records)
        if let live = work.live {
            record.removing = await runner.state.addRemoving(
                work.removedFileIDs.map(AppliedRecord.digest(ofRemovedFileID:)),
                holderID: live.id
            )
        }
        var write = DefinitionWrite(
            assistant: work.assistant,
            vectorStoreIDs: await vectorStoreIDs(of: work),
            codeInterpreterFileIDs: codeFiles.ids,
            record: record,
            changedFields: work.changedFields
        )
        let answer = try await send(write, of: work, referringTo: codeFiles.ids)
        if let live = work.live {
            let cleared = MetadataPlan(
                assistant: work.assistant,
                ownership: runner.ownership,
                record: record,
                live: live
            ).clearedKeys
            write.clearedMetadataKeys = cleared.filter { key in
                key == Ownership.MetadataKey.protect
                    ? answer.isProtected : answer.definition.metadata[key]?.isEmpty == false
            }
        }
        await runner.state.setDefinition(answer, write, key: work.assistant.key)
        if let live = work.live { try await checkChanges(write, from: live, to: answer) }
        return answer.id
    }

    /// Creates or updates the assistant. The new files of code interpreter are deleted at the end of the run only where
    /// the write was certainly not carried out: an assistant may use them else.
    private func send(
        _ write: DefinitionWrite,
        of work: DefinitionWork,
        referringTo fileIDs: [String]
    ) async throws(DeploymentError) -> LiveAssistant {
        let taken = await runner.state.takeFromLoose(fileIDs)
        do throws(DeploymentError) {
            if let live = work.live { return try await runner.adapter.update(live, write) }
            do throws(APIError) {
                return try await runner.adapter.create(write)
            } catch {
                throw DeploymentError(error, kind: .partway)
            }
        } catch {
            if error.isWithoutEffect {
                await runner.state.putBackLoose(taken)
            } else {
                for (fileID, address) in taken.sorted(by: { $0.key < $1.key }) {
                    await runner.state.note(
                        "\(fileID), uploaded for \(address), may be left on the account, attached to nothing: whether "
                            + "its assistant was written is not known. `assistantctl cleanup` finds it."
                    )
                }
            }
            throw error
        }
    }

    /// Fails for a change that the host took and did not make. The record then says what the host shows, so that the
    /// change stays in every plan.
    private func checkChanges(
        _ write: DefinitionWrite,
        from live: LiveAssistant,
        to answer: LiveAssistant
    ) async throws {
        let kept = write.assistant.changesKept(from: live, in: answer)
        guard !kept.isEmpty else { return }
        var corrected = write
        corrected.record.definition = answer.shownDigest(of: write.assistant, hiddenFrom: write.record)
        _ = try await runner.adapter.updateRecord(answer, corrected)
        throw DeploymentError(
            .changeIgnored,
            .partway,
            "the host answered the update of \(answer.id) with success and left as before: "
                + "\(kept.joined(separator: ", ")). Set what it keeps in the manifest, or name it under lifecycle.ignore."
        )
    }

    /// Writes the record again where the server shows the definition differently than it was sent, where it keeps
    /// metadata that it was to forget, and where removals are done.
    func complete(_ key: String) async throws -> String {
        guard let (answer, sent) = await runner.state.definition(key) else {
            throw DeploymentError.unprepared(.assistant(key))
        }
        var write = sent
        write.record = AppliedRecord.assistant(sent.assistant, codeFiles: sent.record.codeFiles, echo: answer)
        write.record.removing = await runner.state.removing(by: answer.id)
        guard write.record != sent.record || !sent.clearedMetadataKeys.isEmpty else { return answer.id }
        let updated = try await runner.adapter.updateRecord(answer, write)
        await runner.state.setDefinition(updated, write, key: key)
        return answer.id
    }

    /// The store of the assistant's knowledge: the one that this run made, else the live one.
    private func vectorStoreIDs(of work: DefinitionWork) async -> [String] {
        guard let knowledge = work.assistant.knowledge else {
            return [work.assistant.externalStoreID].compactMap { $0 }
        }
        if let id = await runner.state.storeID(ofKnowledge: knowledge) { return [id] }
        return runner.liveStoreID(ofKnowledge: knowledge).map { [$0] } ?? work.live?.vectorStoreIDs ?? []
    }

    /// The ids of the assistant's code interpreter files, in the manifest's order, and what its record says of them.
    private func codeFiles(
        of work: DefinitionWork
    ) async throws(DeploymentError) -> (ids: [String], records: [AppliedRecord.CodeFile]) {
        var ids: [String] = []
        var records: [AppliedRecord.CodeFile] = []
        let applied = work.live?.record?.codeFiles ?? []
        for file in work.assistant.codeInterpreterFiles {
            let address = ResourceAddress.codeInterpreterFile(work.assistant.key, file.path)
            guard let source = work.codeFileSources[file.path] else {
                let (id, record) = try work.keptFile(file, among: applied)
                ids.append(id)
                records.append(record)
                continue
            }
            let id =
                switch source {
                case .upload(let address): try await runner.state.uploadID(at: address)
                case .existing(let id): id
                }
            guard let content = runner.contents[address] else { throw .unprepared(address) }
            ids.append(id)
            records.append(AppliedRecord.CodeFile(fileID: id, path: file.path, sha256: content.sha256))
        }
        return (ids, records)
    }
}

extension DefinitionWork {
    /// A file that stays as it is: the id that the assistant has, and what its record says.
    fileprivate func keptFile(
        _ file: ProjectFile,
        among applied: [AppliedRecord.CodeFile]
    ) throws(DeploymentError) -> (id: String, record: AppliedRecord.CodeFile) {
        let path = AppliedRecord.CodeFile.digest(ofPath: file.path)
        guard let record = applied.first(where: { $0.path == path }),
            let live = live?.codeInterpreterFiles.first(where: {
                AppliedRecord.CodeFile.digest(ofFileID: $0.id) == record.id
            })
        else { throw .unprepared(.codeInterpreterFile(assistant.key, file.path)) }
        return (live.id, record)
    }
}
