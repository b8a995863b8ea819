import Deployment
import Foundation
import ManifestLoading
import Planning

extension AccountSession {
    /// That what is checked out is older than what is live: a job that runs once more takes back what came since. Nil
    /// where git does not have the history that tells, or the checkout holds something else than its commit.
    func olderCheckout() async -> PlanWarning? {
        guard let releases, let commit = releases.runSettings.commit, !releases.runSettings.isDirty,
            let document = await releases.snapshot()?.document, let live = document.origin.commit
        else { return nil }
        let repository = GitRepository(
            folder: project.settings.folder,
            name: "",
            variables: ProcessInfo.processInfo.environment,
            time: .seconds(10)
        )
        guard await repository.hasAncestor(commit, of: live) else { return nil }
        return PlanWarning(
            code: "older-than-live",
            message: "release \(document.release) was made from commit \(live.prefix(7)), and what is checked out "
                + "(\(commit.prefix(7))) is older: this plan takes back what came since. Check out the newest commit; "
                + "where going back is meant, revert in git, or use `assistantctl rollback`."
        )
    }
}
