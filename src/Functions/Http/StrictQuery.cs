using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Http;

/// <summary>Holds every query to <see cref="QueryParameters"/>, before the route sees it: what is misspelt filters nothing otherwise.</summary>
internal sealed class StrictQuery : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { Request: var request }
            && RouteTable.IsOwn(context.FunctionDefinition.Name)
            && Refusal(context.FunctionDefinition.Name, request.Query) is { } refusal)
        {
            context.GetInvocationResult().Value = Answers.Refused(refusal);
            return Task.CompletedTask;
        }

        return next(context);
    }

    internal static Problem? Refusal(string function, IQueryCollection query)
    {
        var known = QueryParameters.Of(function);
        var errors = new List<FieldError>();
        foreach (var (name, values) in query)
        {
            if (name == QueryParameters.PlatformKey)
            {
                continue;
            }

            if (known.FirstOrDefault(parameter => parameter.Name == name) is not { } parameter)
            {
                errors.Add(Unknown(name, [.. known.Select(each => each.Name)]));
            }
            else if (values.Count > 1)
            {
                errors.Add(new FieldError(name, RequestCodes.DuplicateField, $"'{name}' stands there more than once."));
            }
            else if (values.ToString() is { Length: > 0 } value && parameter.Fault(value) is { } fault)
            {
                errors.Add(fault);
            }
        }

        return errors.Count == 0 ? null : new Problem(400, "invalid_query", errors.Count == 1 ? errors[0].Message : "The query cannot be read.", errors);
    }

    private static FieldError Unknown(string name, string[] known)
    {
        var shown = name.Length > 64 ? name[..64] + "…" : name;
        var help = NearestName.Of(name, known) is { } near ? $"did you mean '{near}'?"
            : known.Length == 0 ? "this route takes none." : $"there are {string.Join(", ", known)}.";
        return new FieldError(shown, RequestCodes.UnknownField, $"There is no parameter '{shown}'; {help}");
    }
}
