using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Http;

/// <summary>Whatever else is asked for below <c>/api</c>: the host would answer 404 without a word, to a wrong method too.</summary>
public sealed class UnknownRoute
{
    [Function(nameof(UnknownRoute))]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", "post", "put", "patch", "delete", "options", Route = "api/{*path}")]
        HttpRequest request)
    {
        var methods = RouteTable.MethodsOf(request.Path);
        if (methods.Count > 0)
        {
            request.HttpContext.Response.Headers.Allow = string.Join(", ", methods);
            return Answers.Refused(
                StatusCodes.Status405MethodNotAllowed, "method_not_allowed", $"This route answers to {string.Join(", ", methods)}, not to {request.Method}.");
        }

        var routes = RouteTable.All.Select(route => "/" + route.Template).Distinct();
        var near = NearestName.Of(request.Path.Value!.TrimEnd('/'), routes);
        return Answers.Refused(
            StatusCodes.Status404NotFound, "route_not_found", near is null ? "There is no such route; GET /api/openapi.json lists all." : $"There is no such route; did you mean {near}?");
    }
}
