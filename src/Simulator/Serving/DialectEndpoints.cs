namespace VideoPipeline.Simulator.Serving;

/// <summary>The calls that every dialect offers under its own paths.</summary>
internal sealed class DialectEndpoints(SubmitEndpoint submit, StatusEndpoint status, CancelEndpoint cancel)
{
    public RequestDelegate Submit(IDialect dialect) => http => submit.HandleAsync(http, dialect);

    /// <summary>A status call; the task id is the route value or the query value <c>task_id</c>.</summary>
    public RequestDelegate Status(IDialect dialect, StatusWriter? writer = null) =>
        http => status.HandleAsync(http, dialect, TaskIdOf(http), writer ?? dialect.Status);

    public RequestDelegate Cancel(IDialect dialect) => http => cancel.HandleAsync(http, dialect, TaskIdOf(http));

    private static string TaskIdOf(HttpContext http) =>
        http.GetRouteValue("task_id") as string ?? http.Request.Query["task_id"].ToString();
}
