/// Where the nodes of a graph stand: in columns from left to right, near what they refer to, with few crossings.
struct GraphLayout {
    struct Place: Equatable {
        var column: Int
        /// From 0, in rows; between two of a column is at least one.
        var row: Double
    }

    /// In the order of the graph's nodes.
    let places: [Place]
    /// Rows in all.
    let height: Double

    /// Odd: the last one goes forward, so that what belongs to one assistant ends up together.
    private static let sweeps = 9

    init(_ graph: ProjectGraph) {
        let columns = graph.nodes.map(\.column)
        var neighbours = [[Int]](repeating: [], count: graph.nodes.count)
        for edge in graph.edges {
            neighbours[edge.from].append(edge.to)
            neighbours[edge.to].append(edge.from)
        }
        var order = (0...2).map { column in graph.nodes.indices.filter { columns[$0] == column } }
        Self.reduceCrossings(&order, neighbours, columns)
        // The longest column stands without gaps, and the others beside it.
        let anchor = order.indices.max { (order[$0].count, -$0) < (order[$1].count, -$1) } ?? 0
        var rows = [Double](repeating: 0, count: graph.nodes.count)
        var isPlaced = [Bool](repeating: false, count: graph.nodes.count)
        for (row, node) in order[anchor].enumerated() {
            rows[node] = Double(row)
            isPlaced[node] = true
        }
        for column in (0...2).sorted(by: { (abs($0 - anchor), $0) < (abs($1 - anchor), $1) }) where column != anchor {
            var last = -1.0
            let wishes = order[column].map { node -> Double in
                let around = neighbours[node].filter { isPlaced[$0] }.map { rows[$0] }
                last = around.isEmpty ? last + 1 : around.reduce(0, +) / Double(around.count)
                return last
            }
            for (node, row) in zip(order[column], Self.spread(wishes)) {
                rows[node] = row
                isPlaced[node] = true
            }
        }
        let first = rows.min() ?? 0
        places = graph.nodes.indices.map { Place(column: columns[$0], row: rows[$0] - first) }
        height = (places.map(\.row).max() ?? 0) + 1
    }

    /// Orders each column by the middle of what its nodes are connected with, from left to right and back.
    private static func reduceCrossings(_ order: inout [[Int]], _ neighbours: [[Int]], _ columns: [Int]) {
        var position = [Double](repeating: 0, count: neighbours.count)
        func number(_ column: [Int]) {
            for (place, node) in column.enumerated() {
                position[node] = (Double(place) + 0.5) / Double(column.count)
            }
        }
        order.forEach(number)
        for sweep in 0..<sweeps {
            for column in sweep.isMultiple(of: 2) ? [1, 2] : [1, 0] {
                let isForward = sweep.isMultiple(of: 2)
                let wishes = order[column].enumerated().map { place, node -> (wish: Double, place: Int, node: Int) in
                    let around = neighbours[node].filter { isForward ? columns[$0] < column : columns[$0] > column }
                    let wish =
                        around.isEmpty
                        ? position[node] : around.map { position[$0] }.reduce(0, +) / Double(around.count)
                    return (wish, place, node)
                }
                order[column] = wishes.sorted { ($0.wish, $0.place) < ($1.wish, $1.place) }.map(\.node)
                number(order[column])
            }
        }
    }

    /// Rows as near to the wishes as can be, in their order, with at least one between two of them (isotonic regression).
    private static func spread(_ wishes: [Double]) -> [Double] {
        var blocks: [(sum: Double, count: Int)] = []
        for (index, wish) in wishes.enumerated() {
            blocks.append((wish - Double(index), 1))
            while blocks.count > 1 {
                let (left, right) = (blocks[blocks.count - 2], blocks[blocks.count - 1])
                guard left.sum / Double(left.count) > right.sum / Double(right.count) else { break }
                blocks.removeLast(2)
                blocks.append((left.sum + right.sum, left.count + right.count))
            }
        }
        let rows = blocks.flatMap { Array(repeating: $0.sum / Double($0.count), count: $0.count) }
        return rows.enumerated().map { $1 + Double($0) }
    }
}
