using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using VideoPipeline.Functions.Http;

namespace VideoPipeline.Functions.Dashboard;

/// <summary>
/// A file of the page with the headers that keep it what it is: nothing from elsewhere, nothing inline, no HTML made of text, no frame
/// around it.
/// </summary>
internal sealed class PageFile(DashboardFile file) : IResult
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.Headers.ETag = file.ETag;
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (new EntityTagHeaderValue(file.ETag).IsAnyOf(request))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var packed = request.GetTypedHeaders().AcceptEncoding.Any(accepted => accepted.Value == "gzip" && accepted.Quality is not 0);
        if (packed)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        var content = packed ? file.Packed : file.Content;
        response.ContentType = file.ContentType;
        response.ContentLength = content.Length;
        await response.Body.WriteAsync(content, httpContext.RequestAborted);
    }
}
