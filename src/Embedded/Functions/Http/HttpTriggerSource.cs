using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace VideoPipeline.Embedded.Functions.Http;

/// <summary>HTTP functions: the request, and route or query values by name. Their listener is the web application itself.</summary>
internal sealed class HttpTriggerSource : ITriggerSource
{
    public bool Handles(TriggerBindingAttribute trigger) => trigger is HttpTriggerAttribute;

    public IEnumerable<ITriggerListener> CreateListeners(
        IReadOnlyList<FunctionDescriptor> functions, IServiceProvider services) => [];

    public ParameterBinder? Bind(ParameterInfo parameter, TriggerBindingAttribute trigger, bool isTrigger)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
        {
            return invocation => Context(invocation).Request;
        }

        if (isTrigger)
        {
            throw FunctionBindingException.At(parameter, "an HTTP trigger of the embedded host is an HttpRequest.");
        }

        return IsValue(parameter.ParameterType) ? ValueBinder(parameter) : null;
    }

    /// <summary>Route values first, then the query string, as the Functions host fills binding data.</summary>
    public static Dictionary<string, object?> BindingData(HttpContext http)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in http.Request.Query)
        {
            data[name] = value.ToString();
        }

        foreach (var (name, value) in http.Request.RouteValues)
        {
            data[name] = value;
        }

        return data;
    }

    private static HttpContext Context(Invocation invocation) => (HttpContext)invocation.Payload;

    private static bool IsValue(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var plain
        && plain != typeof(CancellationToken)
        && (plain == typeof(string) || plain == typeof(Guid) || plain == typeof(Uri) || (plain.IsValueType
            && TypeDescriptor.GetConverter(plain).CanConvertFrom(typeof(string))));

    private static ParameterBinder ValueBinder(ParameterInfo parameter)
    {
        var (name, type) = (parameter.Name!, parameter.ParameterType);
        var absent = parameter.HasDefaultValue ? parameter.DefaultValue : DefaultOf(type);
        var converter = TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type);
        return invocation =>
        {
            var request = Context(invocation).Request;
            var text = request.RouteValues.TryGetValue(name, out var route) && route is not null
                ? Convert.ToString(route, CultureInfo.InvariantCulture)
                : request.Query[name].FirstOrDefault();
            return text is null ? absent : type == typeof(string) ? text : Parse(converter, name, text);
        };
    }

    private static object? Parse(TypeConverter converter, string name, string text)
    {
        try
        {
            return converter.ConvertFromInvariantString(text);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or NotSupportedException)
        {
            throw new BadHttpRequestException($"'{name}' cannot be read.", StatusCodes.Status400BadRequest, exception);
        }
    }

    private static object? DefaultOf(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;
}
