using Microsoft.AspNetCore.Http;

namespace VideoPipeline.Embedded.DurableTask.Management;

/// <summary>The management URLs of one instance, at the address that the request came to.</summary>
internal sealed class ManagementUrls
{
    private readonly string _instanceId;
    private readonly string _instance;
    private readonly string _query;

    public ManagementUrls(HttpRequest request, string instanceId)
    {
        _instanceId = instanceId;
        _instance = $"{request.Scheme}://{request.Host}{DurableTaskManagementExtensions.Root}/instances/{Uri.EscapeDataString(instanceId)}";
        var code = request.Query["code"].ToString();
        _query = "taskHub=embedded&connection=Storage" + (code.Length > 0 ? $"&code={Uri.EscapeDataString(code)}" : string.Empty);
    }

    public string Status => $"{_instance}?{_query}";

    public IReadOnlyDictionary<string, string> Payload() => new Dictionary<string, string>
    {
        ["id"] = _instanceId,
        ["statusQueryGetUri"] = Status,
        ["sendEventPostUri"] = $"{_instance}/raiseEvent/{{eventName}}?{_query}",
        ["terminatePostUri"] = $"{_instance}/terminate?reason={{text}}&{_query}",
        ["purgeHistoryDeleteUri"] = Status,
        ["restartPostUri"] = $"{_instance}/restart?{_query}",
        ["suspendPostUri"] = $"{_instance}/suspend?reason={{text}}&{_query}",
        ["resumePostUri"] = $"{_instance}/resume?reason={{text}}&{_query}",
    };
}
