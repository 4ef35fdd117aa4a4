using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.FrontDoors;

namespace VideoPipeline.Functions.Http;

/// <summary>The routes of this app as its triggers declare them.</summary>
internal static class RouteTable
{
    public static IReadOnlyList<ApiRoute> All { get; } = [.. typeof(RouteTable).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .SelectMany(Routes)
        .OrderBy(route => route.Template, StringComparer.Ordinal)
        .ThenBy(route => route.Function, StringComparer.Ordinal)];

    /// <summary>What speaks our own language; neither a front door nor a page.</summary>
    public static IReadOnlyList<ApiRoute> Own { get; } = [.. All.Where(route => !route.IsFrontDoor && route.Template.StartsWith("api/", StringComparison.Ordinal))];

    private static readonly FrozenSet<string> s_own = Own.Select(route => route.Function).ToFrozenSet();

    public static bool IsOwn(string function) => s_own.Contains(function);

    /// <summary>The methods that a path answers to; none when there is no such route.</summary>
    public static IReadOnlyList<string> MethodsOf(PathString path) => [.. All
        .Where(route => route.Matches(path))
        .SelectMany(route => route.Methods)
        .Distinct()
        .Order(StringComparer.Ordinal)];

    private static IEnumerable<ApiRoute> Routes(MethodInfo method) =>
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where trigger is not null && function is not null && function.Name != nameof(UnknownRoute)
        select new ApiRoute(
            function.Name,
            trigger.Route!,
            [.. (trigger.Methods ?? []).Select(each => each.ToUpperInvariant())],
            trigger.AuthLevel,
            method.DeclaringType!.GetConstructors().Any(constructor => constructor.GetParameters().Any(each => each.ParameterType == typeof(FrontDoorCalls))));
}

/// <summary>A route: its function, its template without a leading slash, and its methods in capitals.</summary>
/// <param name="IsFrontDoor">It takes every method and query, and answers in the dialect of a reseller.</param>
internal sealed record ApiRoute(
    string Function, string Template, IReadOnlyList<string> Methods, AuthorizationLevel Authorization, bool IsFrontDoor)
{
    private readonly TemplateMatcher _matcher = new(TemplateParser.Parse(Template), []);

    public bool Matches(PathString path) => _matcher.TryMatch(path, []);
}
