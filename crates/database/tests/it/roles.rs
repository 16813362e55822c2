use kabinet_database::{Passwords, RolesError, create_roles};
use sqlx::{Connection as _, PgConnection, PgPool};

use crate::database;

const INSUFFICIENT_PRIVILEGE: &str = "42501";

async fn refusal(pool: &PgPool, statement: &'static str) -> Option<String> {
    let error = sqlx::raw_sql(statement).execute(pool).await.err()?;
    Some(error.as_database_error()?.code()?.into_owned())
}

#[tokio::test]
async fn app_role_reads_and_writes_rows() {
    let database = database().await;
    let pool = database.app_pool().await;
    for statement in [
        "INSERT INTO book (id, loans) VALUES (1, 0)",
        "UPDATE book SET loans = 1 WHERE id = 1",
        "SELECT id FROM book",
        "DELETE FROM book",
        "SELECT version FROM _sqlx_migrations",
    ] {
        assert_eq!(refusal(&pool, statement).await, None, "{statement}");
    }
}

#[tokio::test]
async fn app_role_changes_neither_the_schema_nor_the_bookkeeping_of_migrations() {
    let database = database().await;
    let pool = database.app_pool().await;
    for statement in [
        "CREATE TABLE identity.other (id integer)",
        "CREATE TABLE public.other (id integer)",
        "ALTER TABLE book ADD COLUMN title text",
        "DROP TABLE book",
        "TRUNCATE book",
        "DELETE FROM _sqlx_migrations",
        "UPDATE _sqlx_migrations SET success = false",
        "INSERT INTO _sqlx_migrations SELECT * FROM _sqlx_migrations",
        "CREATE ROLE other",
        "CREATE DATABASE other",
        "SET ROLE identity_owner",
    ] {
        let code = refusal(&pool, statement).await;
        assert_eq!(code.as_deref(), Some(INSUFFICIENT_PRIVILEGE), "{statement}");
    }
}

#[tokio::test]
async fn making_the_roles_again_changes_nothing() {
    let database = database().await;
    let mut admin = PgConnection::connect(&database.admin_url()).await.unwrap();
    let before = state(&mut admin).await;
    for _ in 0..2 {
        create_roles(&mut admin, "identity", &Passwords::default())
            .await
            .unwrap();
    }
    assert_eq!(state(&mut admin).await, before);
}

async fn state(admin: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT role::text FROM pg_roles AS role WHERE rolname LIKE 'identity\\_%'
         UNION ALL
         SELECT namespace::text FROM pg_namespace AS namespace WHERE nspname IN ('identity', 'public')
         UNION ALL
         SELECT acl::text FROM pg_default_acl AS acl
         ORDER BY 1",
    )
    .fetch_all(admin)
    .await
    .unwrap()
}

#[tokio::test]
async fn services_share_a_database_and_do_not_see_each_other() {
    let database = database().await;
    let mut admin = PgConnection::connect(&database.admin_url()).await.unwrap();
    create_roles(&mut admin, "profile", &Passwords::default())
        .await
        .unwrap();
    let statement = "CREATE TABLE profile.person (id integer)";
    let code = refusal(&database.app_pool().await, statement).await;
    assert_eq!(code.as_deref(), Some(INSUFFICIENT_PRIVILEGE));
    let allowed: bool = sqlx::query_scalar(
        "SELECT has_schema_privilege('profile_app', 'identity', 'USAGE')
             OR has_schema_privilege('profile_owner', 'identity', 'USAGE')
             OR has_schema_privilege('identity_app', 'profile', 'USAGE')",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert!(!allowed);
}

#[tokio::test]
async fn password_is_set_on_its_own_role_only() {
    let database = database().await;
    let mut admin = PgConnection::connect(&database.admin_url()).await.unwrap();
    let passwords = Passwords {
        owner: None,
        app: Some("it's a \"test\" \\ password".into()),
    };
    // Verification, because roles belong to the server and other tests use identity's.
    create_roles(&mut admin, "verification", &passwords)
        .await
        .unwrap();
    let with_password: Vec<String> = sqlx::query_scalar(
        "SELECT rolname::text
         FROM pg_authid
         WHERE rolname LIKE 'verification\\_%'
           AND rolpassword IS NOT NULL",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap();
    assert_eq!(with_password, ["verification_app"]);
}

#[tokio::test]
async fn unknown_service_gets_no_roles() {
    let database = database().await;
    let mut admin = PgConnection::connect(&database.admin_url()).await.unwrap();
    let result = create_roles(&mut admin, "billing", &Passwords::default()).await;
    assert!(matches!(result, Err(RolesError::UnknownService(_))));
}
