using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Http;

namespace VideoPipeline.Functions.Dashboard;

/// <summary>
/// <c>GET /dashboard</c> and <c>GET /dashboard/{file}</c>: the page. Public, because it is empty: what it shows it asks the API for, with
/// the caller's key.
/// </summary>
public sealed class GetDashboard(DashboardFiles files)
{
    [Function(nameof(GetDashboard))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dashboard")] HttpRequest request) =>
        Answer(DashboardFiles.Index);

    [Function("GetDashboardFile")]
    public IResult RunFile([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "dashboard/{file}")] HttpRequest request, string file) =>
        Answer(file);

    private IResult Answer(string name) => files.Find(name) is { } file ? new PageFile(file) : Answers.NotFound("file", name);
}
