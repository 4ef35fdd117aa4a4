using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ServiceBusExtension.Tests.Api;

/// <summary>The public surface of an assembly, by reflection, in the terms of the lists.</summary>
internal static class AssemblySurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static ApiType Read(Type type) => new(
        TypeNames.Of(type), Kind(type), Modifiers(type), Bases(type), Usage(type), [.. Members(type)]);

    private static string Kind(Type type) =>
        type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate" : "class";

    private static HashSet<string> Modifiers(Type type)
    {
        HashSet<string> modifiers = ["public"];
        if (type is { IsClass: true } && Kind(type) == "class")
        {
            modifiers.UnionWith(type switch
            {
                { IsAbstract: true, IsSealed: true } => ["static"],
                { IsAbstract: true } => ["abstract"],
                { IsSealed: true } => ["sealed"],
                _ => [],
            });
        }

        return modifiers;
    }

    private static string[] Bases(Type type)
    {
        if (type.IsEnum || Kind(type) == "delegate")
        {
            return [];
        }

        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var parent = type.BaseType is { } above && above != typeof(object) && above != typeof(ValueType) ? [above] : Type.EmptyTypes;
        return [.. parent.Concat(type.GetInterfaces().Except(inherited)).Select(TypeNames.Of)];
    }

    private static string? Usage(Type type) =>
        type.GetCustomAttribute<AttributeUsageAttribute>(inherit: false) is { } usage
            ? ((int)usage.ValidOn).ToString(CultureInfo.InvariantCulture)
                + (usage.AllowMultiple ? ", AllowMultiple=True" : "")
            : null;

    private static IEnumerable<ApiMember> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field =>
                new ApiMember("value", field.Name, Number(field.GetRawConstantValue()), [], new HashSet<string>()));
        }

        if (Kind(type) == "delegate")
        {
            return [Method(type.GetMethod("Invoke")!) with { Kind = "delegate", Modifiers = new HashSet<string>() }];
        }

        return type.GetConstructors(Declared).Where(constructor => !constructor.IsStatic).Where(IsVisible).Select(Constructor)
            .Concat(type.GetMethods(Declared).Where(IsVisible).Where(IsOrdinary).Select(Method))
            .Concat(type.GetProperties(Declared).Where(property => property.GetAccessors(true).Any(IsVisible)).Select(Property))
            .Concat(type.GetEvents(Declared).Where(member => IsVisible(member.AddMethod!)).Select(Event))
            .Concat(type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly).Select(Field));
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsOrdinary(MethodInfo method) =>
        (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && !method.Name.Contains('<', StringComparison.Ordinal);

    private static ApiMember Constructor(ConstructorInfo constructor) => new(
        "constructor", ApiText.SimpleName(constructor.DeclaringType!.Name.Split('`')[0]), "", Parameters(constructor), Modifiers(constructor));

    private static ApiMember Method(MethodInfo method) => new(
        "method", method.Name, TypeNames.Of(method.ReturnType), Parameters(method), Modifiers(method))
    {
        TypeParameterCount = method.GetGenericArguments().Length,
        Constraints = string.Concat(method.GetGenericArguments().Select(Constraint)),
    };

    private static ApiMember Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(true).Where(IsVisible).ToArray();
        var widest = accessors.OrderByDescending(accessor => accessor.IsPublic).First();
        return new ApiMember("property", property.Name, TypeNames.Of(property.PropertyType), [], Modifiers(widest))
        {
            Accessors = accessors
                .Select(accessor => (widest.IsPublic && !accessor.IsPublic ? "protected " : "") + AccessorName(accessor))
                .ToHashSet(),
        };
    }

    private static string AccessorName(MethodInfo accessor) =>
        accessor.ReturnType != typeof(void) ? "get"
        : accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init" : "set";

    private static ApiMember Event(EventInfo member) =>
        new("event", member.Name, TypeNames.Of(member.EventHandlerType!), [], Modifiers(member.AddMethod!));

    private static ApiMember Field(FieldInfo field)
    {
        HashSet<string> modifiers = [field.IsPublic ? "public" : "protected"];
        modifiers.UnionWith(field.IsLiteral ? ["const"] : field.IsStatic ? ["static"] : []);
        modifiers.UnionWith(field.IsInitOnly ? ["readonly"] : []);
        return new ApiMember("field", field.Name, TypeNames.Of(field.FieldType), [], modifiers);
    }

    private static HashSet<string> Modifiers(MethodBase method)
    {
        HashSet<string> modifiers = [method.IsPublic ? "public" : "protected"];
        var isOverride = method is MethodInfo info && info.IsVirtual && info.GetBaseDefinition() != info;
        modifiers.UnionWith(method.IsStatic ? ["static"] : []);
        if (!method.DeclaringType!.IsInterface && method.IsVirtual)
        {
            modifiers.UnionWith(method.IsAbstract ? ["abstract"] : isOverride ? ["override"] : method.IsFinal ? [] : ["virtual"]);
            modifiers.UnionWith(isOverride && method.IsFinal ? ["sealed"] : []);
        }

        return modifiers;
    }

    private static ApiParameter[] Parameters(MethodBase method)
    {
        var extends = method.IsDefined(typeof(ExtensionAttribute), inherit: false);
        return [.. method.GetParameters().Select(parameter => new ApiParameter(
            extends && parameter.Position == 0 ? "this"
                : parameter.IsOut ? "out" : parameter.ParameterType.IsByRef ? (parameter.IsIn ? "in" : "ref")
                : parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false) ? "params" : "",
            TypeNames.Of(parameter.ParameterType),
            parameter.Name!,
            parameter.HasDefaultValue ? Default(parameter) : null))];
    }

    private static string Default(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => "default",
        bool flag => flag ? "true" : "false",
        var value when parameter.ParameterType.IsEnum => $"({TypeNames.Of(parameter.ParameterType).TrimEnd('!')}){Number(value)}",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Number(object? value) =>
        Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    private static string Constraint(Type parameter)
    {
        var attributes = parameter.GenericParameterAttributes;
        var constraints = new List<string>();
        constraints.AddRange(attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? ["class"] : []);
        constraints.AddRange(attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? ["struct"] : []);
        constraints.AddRange(parameter.GetGenericParameterConstraints().Select(TypeNames.Of));
        return constraints.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", constraints)}";
    }
}
