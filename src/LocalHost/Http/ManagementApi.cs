using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.WebJobs;

namespace VideoPipeline.LocalHost.Http;

/// <summary>The durable extension's own management API, which speaks in HttpClient's messages.</summary>
internal static class ManagementApi
{
    public const string Path = "/runtime/webhooks/durabletask";

    public static async Task AnswerAsync(HttpContext http, IAsyncConverter<HttpRequestMessage, HttpResponseMessage> durable)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), http.Request.GetEncodedUrl());
        request.Content = new StreamContent(http.Request.Body);
        foreach (var (name, values) in http.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        using var response = await durable.ConvertAsync(request, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            http.Response.Headers[name] = values.ToArray();
        }

        http.Response.Headers.Remove("transfer-encoding");
        await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
