import HTTPTypes
import Hummingbird
import OrderedJSON

/// `/models` (docs/openai-api.md, 12).
struct ModelRoutes {
    let services: SandboxServices

    func add(to group: RouterGroup<SandboxContext>) {
        let models = group.group("models")
        models.get { _, _ in
            JSONResponse(["object": "list", "data": .array(ModelCatalogue.models.map(\.json))])
        }
        models.get(":id") { _, context in JSONResponse(try model(context).json) }
        models.delete(":id") { _, context -> JSONResponse in
            _ = try model(context)
            throw APIErrorResponse(
                status: .forbidden,
                message: "You have insufficient permissions for this operation: only fine-tuned "
                    + "models of the organization can be deleted."
            )
        }
    }

    private func model(_ context: SandboxContext) throws -> ModelCatalogue.Model {
        let id = try context.parameters.require("id")
        guard let model = ModelCatalogue.models.first(where: { $0.id == id }) else {
            throw APIErrorResponse(
                status: .notFound,
                message: "The model '\(id)' does not exist",
                parameter: "model",
                code: "model_not_found"
            )
        }
        return model
    }
}
