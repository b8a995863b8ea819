import GRDB

/// Stores the archive of a new version and gives it its number.
struct SkillPublication {
    let services: SandboxServices

    /// - Parameter skill: finds or makes the skill, inside the transaction that takes the number.
    func publish(
        _ form: SkillForm,
        to skill: @escaping @Sendable (Database) throws -> SkillRecord
    ) async throws -> SkillVersionRecord {
        let (now, id) = (services.now, services.identifier("skillver_"))
        let delay = services.configuration.versionVisibilityDelay / .seconds(1)
        let (name, description, isDefault) = (form.bundle.name, form.bundle.description, form.isDefault)
        try services.contents.write(form.bundle.archive, to: id)
        do {
            return try await services.database.write { db in
                var skill = try skill(db)
                skill.lastNumber += 1
                if isDefault { skill.defaultNumber = skill.lastNumber }
                try skill.update(db)
                return try SkillVersionRecord(
                    id: id,
                    skillID: skill.id,
                    number: skill.lastNumber,
                    createdAt: Int(now),
                    visibleAt: now + delay,
                    name: name,
                    description: description
                ).inserted(db)
            }
        } catch {
            try services.contents.remove(id)
            throw error
        }
    }
}
