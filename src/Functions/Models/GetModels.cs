using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Http;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Capabilities;

namespace VideoPipeline.Functions.Models;

/// <summary><c>GET /api/models</c>: who can do what, at which prices.</summary>
public sealed class GetModels(ProviderRegistry providers, PriceBook prices)
{
    [Function(nameof(GetModels))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models")] HttpRequest request) =>
        Answers.Ok(ModelsDocument.Create(providers, prices));
}
