using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace VideoPipeline.Embedded.Functions;

/// <summary>The functions of one assembly.</summary>
internal sealed class FunctionCatalog(IReadOnlyList<FunctionDescriptor> functions)
{
    private const BindingFlags Methods =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public IReadOnlyList<FunctionDescriptor> Functions => functions;

    public IReadOnlyList<FunctionDescriptor> Of(ITriggerSource source) =>
        [.. functions.Where(function => ReferenceEquals(function.Source, source))];

    public FunctionCatalog Without(Func<string, bool> isDisabled) =>
        new([.. functions.Where(function => !isDisabled(function.Name))]);

    public FunctionCatalog Where(Func<FunctionDescriptor, bool> canRun) => new([.. functions.Where(canRun)]);

    public static FunctionCatalog Discover(IEnumerable<Type> types, IReadOnlyList<ITriggerSource> sources)
    {
        var functions = new Dictionary<string, FunctionDescriptor>(StringComparer.OrdinalIgnoreCase);
        foreach (var method in types.SelectMany(type => type.GetMethods(Methods)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute)
            {
                continue;
            }

            if (!functions.TryAdd(attribute.Name, Describe(attribute.Name, method, sources)))
            {
                throw new FunctionBindingException($"Two functions are called '{attribute.Name}'.");
            }
        }

        return new FunctionCatalog([.. functions.Values.OrderBy(function => function.Name, StringComparer.Ordinal)]);
    }

    private static FunctionDescriptor Describe(string name, MethodInfo method, IReadOnlyList<ITriggerSource> sources)
    {
        var triggers = method.GetParameters()
            .Select(parameter => (Parameter: parameter, Trigger: parameter.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(candidate => candidate.Trigger is not null)
            .ToArray();
        if (triggers is not [var (parameter, trigger)])
        {
            throw new FunctionBindingException(
                $"Function '{name}' needs exactly one trigger parameter, it has {triggers.Length}.");
        }

        var source = sources.FirstOrDefault(source => source.Handles(trigger!)) ?? throw new FunctionBindingException(
            $"Function '{name}': the embedded host has no {trigger!.GetType().Name}.");
        return new FunctionDescriptor(name, method, parameter, trigger!, source);
    }
}
