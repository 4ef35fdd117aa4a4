using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace VideoPipeline.Functions.Http;

/// <summary>An answer for callers who ask again and again: tagged by its content, and only said once (304).</summary>
internal sealed class TaggedJson(object value) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(value, Json.Options);
        var tag = new EntityTagHeaderValue(Tags.Of(content), isWeak: true);
        var response = httpContext.Response;
        response.Headers.ETag = tag.ToString();
        response.Headers.CacheControl = "no-cache";
        if (tag.IsAnyOf(httpContext.Request))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = content.Length;
        await response.Body.WriteAsync(content, httpContext.RequestAborted);
    }
}

internal static class Tags
{
    /// <summary>A tag that changes with the content.</summary>
    public static string Of(ReadOnlySpan<byte> content) => $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"";

    /// <summary>Whether the caller has this version already.</summary>
    public static bool IsAnyOf(this EntityTagHeaderValue tag, HttpRequest request) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));
}
