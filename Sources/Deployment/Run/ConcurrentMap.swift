/// Transforms every element, a bounded number at a time; the results keep the order of the elements.
///
/// Stops starting at the first failure, lets what is under way end, and throws that failure.
func concurrentMap<Element: Sendable, Result: Sendable, Failure: Error>(
    _ elements: [Element],
    width: Int,
    _ transform: @escaping @Sendable (Element) async throws(Failure) -> Result
) async throws(Failure) -> [Result] {
    typealias Outcome = (index: Int, result: Swift.Result<Result, Failure>)
    let outcomes = await withTaskGroup(of: Outcome.self) { group in
        var outcomes = [Swift.Result<Result, Failure>?](repeating: nil, count: elements.count)
        var next = 0
        var hasFailed = false
        func startOne() {
            let index = next
            next += 1
            group.addTask {
                do throws(Failure) {
                    return (index, .success(try await transform(elements[index])))
                } catch {
                    return (index, .failure(error))
                }
            }
        }
        while next < min(width, elements.count) { startOne() }
        while let outcome = await group.next() {
            outcomes[outcome.index] = outcome.result
            if case .failure = outcome.result { hasFailed = true }
            if !hasFailed, next < elements.count { startOne() }
        }
        return outcomes
    }
    // Everything before the first failure was started, so the first missing outcome stands behind a failure.
    for case .failure(let error)? in outcomes { throw error }
    var results: [Result] = []
    for case .success(let result)? in outcomes { results.append(result) }
    return results
}
