using Microsoft.AspNetCore.Http;
using VideoPipeline.Embedded.Functions.Http;

namespace Microsoft.Azure.Functions.Worker.Builder
{
    public static class FunctionsApplicationBuilderAspNetCoreExtensions
    {
        /// <summary>ASP.NET Core integration, which the embedded host always has: nothing is left to switch on.</summary>
        public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder) =>
            builder;
    }
}

namespace Microsoft.Azure.Functions.Worker
{
    public static class FunctionContextExtensions
    {
        public static HttpContext? GetHttpContext(this FunctionContext context) =>
            context.Items.TryGetValue(HttpFunctionEndpoints.HttpContextItem, out var item) ? item as HttpContext : null;
    }
}
