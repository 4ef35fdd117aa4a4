using Microsoft.AspNetCore.Http;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Http;

/// <summary>Whose idempotency keys an HTTP request uses.</summary>
internal static class CallerScope
{
    /// <summary>Set by the platform's authentication, which drops what a caller sends under this name.</summary>
    public const string PrincipalHeader = "X-MS-CLIENT-PRINCIPAL-ID";

    public static string Of(HttpRequest request) => KeyScopes.Http(request.Headers[PrincipalHeader]);
}
