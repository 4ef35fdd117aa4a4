namespace VideoPipeline.Functions.Tests.World;

/// <summary>Holds every answer that any test gets to the API's description: its status, its code and its members.</summary>
internal sealed class DescribedAnswers(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly string[] s_roots = ["/api/", "/v1/", "/v2/"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (!s_roots.Any(root => path.StartsWith(root, StringComparison.Ordinal)))
        {
            return response;
        }

        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var fault = Description.FaultOf(
            request.Method, request.RequestUri, (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(cancellationToken));
        Assert.True(fault is null, $"{request.Method} {path}: {fault}");
        return response;
    }
}
